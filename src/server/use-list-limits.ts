// Limits the length of each list in the variables to what its argument takes: 100 items unless the argument says more.
// Lists in the document itself always have at most 100: use-value-limits.ts.
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isListType,
  Kind,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { limits } from "./limits.js";

export function useListLimits(): Plugin {
  return {
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

/** @throws KindredError BAD_ARGUMENT */
function assertLists({ schema, document, operationName, variableValues }: Readonly<ExecutionArgs>): void {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {};
  for (const { variable, type } of variableDefinitions) {
    const name = variable.name.value;
    const given = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    assertList(variableValues?.[name], given, limitsOf(schema, document).get(name) ?? limits.items);
  }
}

/** @param type undefined where the value has no type, as within a scalar */
function assertList(value: unknown, type: GraphQLInputType | undefined, maxItems: number): void {
  if (typeof value !== "object" || value === null) return;
  const expected = type && getNullableType(type);
  if (Array.isArray(value)) {
    if (value.length > maxItems)
      throw new KindredError("BAD_ARGUMENT", `A list can have at most ${maxItems} items here, not ${value.length}.`);
    const itemType = isListType(expected) ? (expected.ofType as GraphQLInputType) : undefined;
    for (const item of value) assertList(item, itemType, limits.items);
    return;
  }
  const fields = isInputObjectType(expected) ? expected.getFields() : {};
  for (const [name, part] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    assertList(part, field?.type, maxItemsOf(field));
  }
}

const maxItemsOf = (element: { readonly extensions: object } | null | undefined): number =>
  (element?.extensions as { readonly maxItems?: number } | undefined)?.maxItems ?? limits.items;

const known = new WeakMap<DocumentNode, WeakMap<GraphQLSchema, ReadonlyMap<string, number>>>();

/** Variable -> the most items that a list in its place may have: the least of its places. */
function limitsOf(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, number> {
  const bySchema = known.get(document) ?? new WeakMap<GraphQLSchema, ReadonlyMap<string, number>>();
  known.set(document, bySchema);
  const found = bySchema.get(schema) ?? findLimits(schema, document);
  bySchema.set(schema, found);
  return found;
}

function findLimits(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  const types = new TypeInfo(schema);
  const note = (variable: string, maxItems: number) =>
    least.set(variable, Math.min(maxItems, least.get(variable) ?? maxItems));
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.ARGUMENT]: ({ value }) => {
        if (value.kind === Kind.VARIABLE) note(value.name.value, maxItemsOf(types.getArgument()));
      },
      [Kind.OBJECT_FIELD]: ({ name, value }) => {
        const parent = getNamedType(types.getParentInputType());
        const field = isInputObjectType(parent) ? parent.getFields()[name.value] : undefined;
        if (value.kind === Kind.VARIABLE) note(value.name.value, maxItemsOf(field));
      },
    }),
  );
  return least;
}
