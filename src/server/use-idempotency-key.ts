// The header Idempotency-Key, for a request that is one mutation: with more, it would not say which of them is repeated.
import {
  type ExecutionArgs,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  isInputObjectType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import type { ServerContext } from "./context.js";

export function useIdempotencyKey(): Plugin<ServerContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      if (idempotencyKeyOf((args.contextValue as ServerContext).request.headers) === null) return;
      const fault = faultOf(args);
      if (fault === null) return;
      const error = new KindredError("BAD_REQUEST", fault);
      setResultAndStopExecution({ errors: [new GraphQLError(fault, { originalError: error })] });
    },
  };
}

/** Without the quotation marks that draft-ietf-httpapi-idempotency-key-header asks for. Null if there is none. */
export const idempotencyKeyOf = (headers: Headers): string | null =>
  headers.get("idempotency-key")?.replace(/^"(.*)"$/, "$1") ?? null;

function faultOf({ schema, document, operationName }: Readonly<ExecutionArgs>): string | null {
  const operation = getOperationAST(document, operationName);
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const names = operation ? rootFields(operation.selectionSet, fragments) : [];
  const [name = "", ...others] = operation?.operation === OperationTypeNode.MUTATION ? names : [];
  if (name === "" || others.length > 0)
    return "The header Idempotency-Key is for a request with a single mutation. Give each mutation its own `idempotencyKey` in its input.";
  const [input] = schema.getMutationType()?.getFields()[name]?.args ?? [];
  const type = input && isNonNullType(input.type) ? input.type.ofType : input?.type;
  if (isInputObjectType(type) && type.getFields().idempotencyKey) return null;
  return `The mutation ${name} takes no idempotency key, since it creates nothing. Leave out the header Idempotency-Key.`;
}

/** Names of the fields, also those in fragments. */
function rootFields({ selections }: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    const named = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : null;
    const fragment = named === null ? selection : fragments.find(({ name }) => name.value === named);
    return fragment && "selectionSet" in fragment ? rootFields(fragment.selectionSet, fragments) : [];
  });
}
