// Limits the size of texts in all arguments, inline or in variables, and of lists in the document, and rejects text that
// no database can store. Lists in variables: use-list-limits.ts. The stores and the database never see anything larger.
import { type DocumentNode, Kind, visit } from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { limits } from "./limits.js";

const { items, text, nesting } = limits;

export function useValueLimits(): Plugin {
  const withinLimits = new WeakSet<DocumentNode>(); // of those that Yoga keeps
  return {
    onParams({ params }) {
      assertValue(params.variables, 0);
    },
    onParse() {
      return ({ result }) => {
        if (result instanceof Error || withinLimits.has(result)) return;
        visit(result, {
          [Kind.LIST]: ({ values }) => assertItems(values.length),
          [Kind.STRING]: ({ value }) => assertText(value),
        });
        withinLimits.add(result);
      };
    },
  };
}

/** @throws KindredError BAD_ARGUMENT */
function assertValue(value: unknown, depth: number): void {
  if (typeof value === "string") assertText(value);
  if (typeof value !== "object" || value === null) return;
  if (depth > nesting)
    throw new KindredError("BAD_ARGUMENT", `Variables can be nested at most ${nesting} levels deep.`);
  for (const [name, part] of Object.entries(value)) {
    assertText(name);
    assertValue(part, depth + 1);
  }
}

function assertItems(length: number) {
  if (length > items) throw new KindredError("BAD_ARGUMENT", `A list can have at most ${items} items, not ${length}.`);
}

function assertText(value: string) {
  if (value.length > text) {
    throw new KindredError("BAD_ARGUMENT", `A text can have at most ${text} characters, not ${value.length}.`);
  }
  if (value.includes("\0")) throw new KindredError("BAD_ARGUMENT", "Text must not contain the character U+0000.");
  if (!value.isWellFormed()) throw new KindredError("BAD_ARGUMENT", "Text must not contain half a surrogate pair.");
}
