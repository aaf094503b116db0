// A document's cost is told before it is executed, from the document and its variables alone: refused where it is too
// much, told in `extensions.cost` where it is not.
import { complexityFromQuery } from "@pothos/plugin-complexity";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
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
      const refusal = priced(args);
      if (refusal) return setResultAndStopExecution(refusal);
      return {
        onExecuteDone({ result, setResult }) {
          setResult({ ...(result as ExecutionResult), extensions: { cost: costOf(args) } });
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = priced(args);
      if (refusal) setResultAndStopExecution(refusal);
    },
  };
}

const costOf = ({ contextValue }: Readonly<ExecutionArgs>) => (contextValue as ServerContext).cost;

/** Notes the cost; returns the answer where it is too much or cannot be told. */
function priced(args: Readonly<ExecutionArgs>): ExecutionResult | undefined {
  const context = args.contextValue as ServerContext;
  try {
    context.cost = { requested: requestedCost(args), limit: costLimit(context.viewer) };
    assertAffordable(context.cost);
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof KindredError) return refused(error, context.cost);
    throw error;
  }
}

/** @throws GraphQLError where the variables do not fit: executing would tell the same */
export function requestedCost({ schema, document, operationName, variableValues }: Readonly<ExecutionArgs>): number {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new KindredError("BAD_REQUEST", "Name one of the document's operations.");
  if (!schema.getRootType(operation.operation)) {
    throw new KindredError(
      "GRAPHQL_VALIDATION_FAILED",
      `The schema that you are served has no ${operation.operation}.`,
    );
  }
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const asked: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
  const { complexity } = complexityFromQuery(asked, { schema, variables: variableValues ?? {} });
  const named = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  const database = databaseCost(operation, { schema, fragments: named, variables: coerced });
  return complexity + database + introspectionCost(operation.selectionSet, named);
}

function assertAffordable({ requested, limit }: Cost) {
  if (requested <= limit) return;
  throw new KindredError("QUERY_TOO_LARGE", `It costs ${requested}, and may cost ${limit}. Ask for less at once.`);
}

const refused = (error: GraphQLError | KindredError, cost: Cost | undefined): ExecutionResult => ({
  errors: [error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })],
  ...(cost && { extensions: { cost } }),
});
