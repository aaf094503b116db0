// Globally unique IDs: base64 of `Type:key`, in the relay plugin's format.
import { encodeGlobalID } from "@pothos/plugin-relay";
import { isUuid } from "../src/database/uuid.js";
import { KindredError } from "../src/errors.js";

/** The field `id` of a node that public viewers never reach; schema/node.ts has the way from the ID to the object. */
export const nodeId = {
  access: "inherited",
  description: "Globally unique ID. Treat it as opaque.",
  resolve: ({ id }: { readonly id: string }) => id,
} as const;

/** Null if it is not a valid ID. */
export function readId(id: string): { type: string; key: string } | null {
  const [, type, key] = /^([A-Za-z]+):([\w-]+)$/.exec(Buffer.from(id, "base64").toString()) ?? [];
  return type && key && encodeGlobalID(type, key) === id ? { type, key } : null;
}

/** The UUID in an ID of that type, or null. */
export function readUuid(type: string, id: string): string | null {
  const read = readId(id);
  return read?.type === type && isUuid(read.key) ? read.key : null;
}

/** @throws KindredError NOT_FOUND if it is not an ID of that type */
export function needUuid(type: string, id: string): string {
  const key = readUuid(type, id);
  if (key) return key;
  throw new KindredError("NOT_FOUND", `'${id}' is not the ID of a ${type}. Use a value of a field \`id\`.`);
}
