// Globally unique IDs: base64 of `Type:key`, in the relay plugin's format.
import { encodeGlobalID } from "@pothos/plugin-relay";
import type { Access } from "../src/access/access.js";
import { isUuid } from "../src/database/uuid.js";
import { KindredError } from "../src/errors.js";
import type { Fields } from "./builder.js";

/** The field `id` of objects of that type. */
export const idField = <Shape extends { readonly id: string }>(t: Fields<Shape>, type: string, access: Access) =>
  t.globalID({ access, description: "Globally unique ID. Treat it as opaque.", resolve: ({ id }) => ({ id, type }) });

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
