// Calculates the cost of a document before execution, from the document and its variables only. Rejects a document that
// costs too much. Otherwise returns the cost in `extensions.cost`.
import { complexityFromQuery } from "@pothos/plugin-complexity";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import type { Cost, ServerContext } from "./context.js";
import { databaseCost } from "./database-cost.js";
import { introspectionCost } from "./introspection-cost.js";
import { costLimit } from "./limits.js";

export function useCost(): Plugin<ServerContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const rejected = checkCost(args);
      if (rejected) return setResultAndStopExecution(rejected);
      return {
        onExecuteDone({ result, setResult }) {
          setResult({ ...(result as ExecutionResult), extensions: { cost: costOf(args) } });
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const rejected = checkCost(args);
      if (rejected) setResultAndStopExecution(rejected);
    },
  };
}

const costOf = ({ contextValue }: Readonly<ExecutionArgs>) => (contextValue as ServerContext).cost;

/** Stores the cost in the context. Returns an error result if it is too high or cannot be calculated. */
function checkCost(args: Readonly<ExecutionArgs>): ExecutionResult | undefined {
  const context = args.contextValue as ServerContext;
  try {
    context.cost = { requested: requestedCost(args), limit: costLimit(context.viewer) };
    assertAffordable(context.cost);
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof KindredError) return errorResult(error, context.cost);
    throw error;
  }
}

/** Documents -> schemas -> costs by operation and variables. */
const knownCosts = new WeakMap<DocumentNode, WeakMap<GraphQLSchema, KnownCosts>>();

interface KnownCosts {
  readonly variables: readonly string[];
  readonly costs: Map<string, number>;
}

/** Costs per document and schema. */
const maxKnown = 100;
/** Characters of the variables of a cost that is kept: with lists of long texts, the costs would fill the memory. */
const maxKeyLength = 1_000;

/** @throws GraphQLError if the variables are invalid, as execution would */
function requestedCost(args: Readonly<ExecutionArgs>): number {
  const { schema, document, operationName, variableValues } = args;
  const bySchema = knownCosts.get(document) ?? new WeakMap<GraphQLSchema, KnownCosts>();
  const known = bySchema.get(schema) ?? { variables: variablesOfCost(schema, document), costs: new Map() };
  knownCosts.set(document, bySchema.set(schema, known));
  const values = Object.fromEntries(known.variables.map((name) => [name, variableValues?.[name]]));
  const key = JSON.stringify([operationName, values]);
  const cost = known.costs.get(key);
  if (cost !== undefined && hasValidVariables(args)) return cost;
  const calculated = calculateCost(args);
  if (key.length > maxKeyLength) return calculated;
  if (known.costs.size >= maxKnown) known.costs.clear();
  known.costs.set(key, calculated);
  return calculated;
}

function hasValidVariables({ schema, document, operationName, variableValues }: Readonly<ExecutionArgs>): boolean {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {};
  return getVariableValues(schema, variableDefinitions, variableValues ?? {}).errors === undefined;
}

/** The variables in arguments of fields whose cost depends on their arguments. */
function variablesOfCost(schema: GraphQLSchema, document: DocumentNode): string[] {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  const enter = (node: FieldNode) => {
    const { complexity, databaseTime } = types.getFieldDef()?.extensions ?? {};
    if (typeof complexity !== "function" && typeof databaseTime !== "function") return;
    for (const argument of node.arguments ?? [])
      visit(argument, { Variable: ({ name }) => void names.add(name.value) });
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter } }));
  return [...names];
}

function calculateCost({ schema, document, operationName, variableValues }: Readonly<ExecutionArgs>): number {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new KindredError("BAD_REQUEST", "Set `operationName` to one of the document's operations.");
  if (!schema.getRootType(operation.operation)) {
    throw new KindredError("GRAPHQL_VALIDATION_FAILED", `Your schema has no ${operation.operation}.`);
  }
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const executed: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
  const { complexity } = complexityFromQuery(executed, { schema, variables: variableValues ?? {} });
  const fragmentsByName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  const database = databaseCost(operation, { schema, fragments: fragmentsByName, variables: coerced });
  return complexity + database + introspectionCost(operation.selectionSet, fragmentsByName);
}

function assertAffordable({ requested, limit }: Cost) {
  if (requested <= limit) return;
  throw new KindredError(
    "QUERY_TOO_LARGE",
    `The document costs ${requested}; the limit is ${limit}. Request less at once.`,
  );
}

const errorResult = (error: GraphQLError | KindredError, cost: Cost | undefined): ExecutionResult => ({
  errors: [error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })],
  ...(cost && { extensions: { cost } }),
});
