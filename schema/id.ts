// Ids that are unique over all types: base64 of `Type:key`, as the relay plugin writes them.
import { encodeGlobalID } from "@pothos/plugin-relay";
import { isUuid } from "../src/database/uuid.js";
import { KindredError } from "../src/errors.js";

export const writeId = (type: string, key: string): string => encodeGlobalID(type, key);

/** Null where it is not an id of ours. */
export function readId(id: string): { type: string; key: string } | null {
  const [, type, key] = /^([A-Za-z]+):([\w-]+)$/.exec(Buffer.from(id, "base64").toString()) ?? [];
  return type && key && writeId(type, key) === id ? { type, key } : null;
}

/** The key of an id of that type which is a UUID, or null. */
export function readUuid(type: string, id: string): string | null {
  const read = readId(id);
  return read?.type === type && isUuid(read.key) ? read.key : null;
}

/** @throws KindredError NOT_FOUND where it is no id of that type */
export function needUuid(type: string, id: string): string {
  const key = readUuid(type, id);
  if (key) return key;
  throw new KindredError("NOT_FOUND", `'${id}' is not the id of a ${type}. Give it as a field \`id\` gave it.`);
}
