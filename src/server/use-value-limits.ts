// Limits the size of lists and texts in all arguments, inline or in variables, and rejects text that no database can
// store. The stores and the database never see anything larger.
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  type NamedTypeNode,
  typeFromAST,
  visit,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { limits } from "./limits.js";

const { items, mostItems, text, nesting } = limits;

export function useValueLimits(): Plugin {
  const withinLimits = new WeakSet<DocumentNode>(); // of those that Yoga keeps
  return {
    onParams({ params }) {
      assertValue(params.variables, 0, mostItems);
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
    onExecute({ args, setResultAndStopExecution }) {
      try {
        assertLists(args);
      } catch (error) {
        if (!(error instanceof KindredError)) throw error;
        setResultAndStopExecution({ errors: [new GraphQLError(error.message, { originalError: error })] });
      }
    },
  };
}

/** Of the variables, now that their types are known. @throws KindredError BAD_ARGUMENT */
function assertLists({ schema, document, operationName, variableValues = {} }: Readonly<ExecutionArgs>): void {
  for (const { type, variable } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const declared = typeFromAST(schema, type as NamedTypeNode);
    if (isInputType(declared)) assertListsIn(variableValues?.[variable.name.value], declared);
  }
}

/** `extensions.mostItems` of an input type: items of a list of them. */
function assertListsIn(value: unknown, declared: GraphQLInputType): void {
  if (typeof value !== "object" || value === null) return;
  const type = getNullableType(declared);
  if (isListType(type) && Array.isArray(value)) {
    const item = getNullableType(type.ofType as GraphQLInputType);
    assertItems(value.length, isInputObjectType(item) ? (item.extensions.mostItems as number | undefined) : undefined);
    for (const part of value) assertListsIn(part, item);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      assertListsIn((value as Record<string, unknown>)[field.name], field.type);
  } else assertValue(value, 0, items);
}

/** @throws KindredError BAD_ARGUMENT */
function assertValue(value: unknown, depth: number, most: number): void {
  if (typeof value === "string") assertText(value);
  if (typeof value !== "object" || value === null) return;
  if (depth > nesting)
    throw new KindredError("BAD_ARGUMENT", `Variables can be nested at most ${nesting} levels deep.`);
  if (Array.isArray(value)) assertItems(value.length, most);
  for (const [name, part] of Object.entries(value)) {
    assertText(name);
    assertValue(part, depth + 1, most);
  }
}

function assertItems(length: number, most: number = items) {
  if (length > most) throw new KindredError("BAD_ARGUMENT", `A list can have at most ${most} items, not ${length}.`);
}

function assertText(value: string) {
  if (value.length > text) {
    throw new KindredError("BAD_ARGUMENT", `A text can have at most ${text} characters, not ${value.length}.`);
  }
  if (value.includes("\0")) throw new KindredError("BAD_ARGUMENT", "Text must not contain the character U+0000.");
  if (!value.isWellFormed()) throw new KindredError("BAD_ARGUMENT", "Text must not contain half a surrogate pair.");
}
