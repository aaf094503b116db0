// Limits the tokens, fields, aliases, directives and levels of a document and the number of errors reported, and so the
// cost of validation.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type ParseOptions,
  type Source,
  type ValidationRule,
  validate,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { documentSize } from "./document-size.js";
import { limits } from "./limits.js";

const { characters, tokens, errors } = limits;

export function useDocumentLimits(): Plugin {
  const withinLimits = new WeakSet<DocumentNode>(); // of those that Yoga keeps
  return {
    onParams({ params }) {
      const length = typeof params.query === "string" ? params.query.length : 0;
      if (length > characters) throw tooLarge("characters", length, characters);
    },
    onParse({ parseFn, setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => {
        try {
          return parseFn(source, { ...options, maxTokens: tokens });
        } catch (error) {
          if (error instanceof GraphQLError && /more tha[nt] \d+ tokens/.test(error.message)) {
            throw new KindredError(
              "QUERY_TOO_LARGE",
              `The document has more than ${tokens} tokens. Request less at once.`,
            );
          }
          throw error;
        }
      });
      return ({ result }) => {
        if (result instanceof Error || withinLimits.has(result)) return;
        assertWithinLimits(result);
        withinLimits.add(result);
      };
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules?: readonly ValidationRule[]) =>
        validate(schema, document, rules, { maxErrors: errors }).map(explainAbort),
      );
    },
  };
}

/** @throws KindredError QUERY_TOO_LARGE that names the limit */
function assertWithinLimits(document: DocumentNode) {
  for (const [measure, found] of Object.entries(documentSize(document))) {
    const limit = limits[measure as keyof ReturnType<typeof documentSize>];
    if (found > limit) throw tooLarge(measure, found, limit);
  }
}

/** graphql-js aborts validation without a reason when it compares too many fields of the same name. */
function explainAbort(error: GraphQLError): GraphQLError {
  if (error.message !== "Validation aborted.") return error;
  const originalError = new KindredError(
    "QUERY_TOO_LARGE",
    "Too many fields with the same name. Select each field once.",
  );
  return new GraphQLError(originalError.message, { originalError });
}

const tooLarge = (measure: string, found: number, limit: number) =>
  new KindredError(
    "QUERY_TOO_LARGE",
    `The document is too large: ${measure} ${found}, counting fragments each time they are spread; at most ${limit}. Request less at once.`,
  );
