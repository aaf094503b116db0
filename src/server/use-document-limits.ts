// A document has only so many tokens, fields, aliases, directives and levels, and is told only so many errors, which
// bounds what validating it costs.
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
              `The document has more than ${tokens} tokens. Ask for less at once.`,
            );
          }
          throw error;
        }
      });
      return ({ result }) => {
        if (!(result instanceof Error)) assertModest(result as DocumentNode);
      };
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules?: readonly ValidationRule[]) =>
        validate(schema, document, rules, { maxErrors: errors }).map(explained),
      );
    },
  };
}

/** @throws KindredError QUERY_TOO_LARGE that says by what */
function assertModest(document: DocumentNode) {
  for (const [what, found] of Object.entries(documentSize(document))) {
    const most = limits[what as keyof ReturnType<typeof documentSize>];
    if (found > most) throw tooLarge(what, found, most);
  }
}

/** graphql-js gives up comparing fields of one name with each other, and does not say why. */
function explained(error: GraphQLError): GraphQLError {
  if (error.message !== "Validation aborted.") return error;
  const originalError = new KindredError(
    "QUERY_TOO_LARGE",
    "Too many fields of the same name to compare with each other. Name each once.",
  );
  return new GraphQLError(originalError.message, { originalError });
}

const tooLarge = (what: string, found: number, most: number) =>
  new KindredError(
    "QUERY_TOO_LARGE",
    `Too large a document by its ${what}: ${found}, with those of fragments each time they are spread; at most ${most}. Ask for less at once.`,
  );
