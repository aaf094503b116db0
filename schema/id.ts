// IDs in arguments and fields.
import { type IdType, uuidIn } from "../src/database/global-id.js";
import { KindredError } from "../src/errors.js";
import type { Context } from "./context.js";
import { inherited } from "./readers.js";

/** The field `id` of a node that public viewers never reach; schema/node.ts has the way from the ID to the object. */
export const nodeId = {
  ...inherited("Globally unique ID. Treat it as opaque."),
  resolve: ({ id }: { readonly id: string }) => id,
} as const;

/** The argument of a query for one object. */
export const idArgument = {
  required: true,
  description: "ID as returned by a field `id`, or as printed by a command.",
} as const;

/** Resolves such a query. */
export const byId =
  <Node>(type: IdType, load: (context: Context, key: string) => Promise<Node | null>) =>
  (_root: object, { id }: { readonly id: string }, context: Context): Promise<Node | null> | null => {
    const key = readUuid(type, id);
    return key ? load(context, key) : null;
  };

/** The UUID in an ID of that type, as the API or as commands give it; or null. */
export const readUuid = uuidIn;

/** @throws KindredError NOT_FOUND if it is not an ID of that type */
export function needUuid(type: IdType, id: string): string {
  const key = uuidIn(type, id);
  if (key) return key;
  throw new KindredError(
    "NOT_FOUND",
    `'${id}' is not the ID of a ${type}. Use a value of a field \`id\`, or an id that a command printed.`,
  );
}
