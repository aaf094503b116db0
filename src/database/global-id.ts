// The two forms of an id: as the API gives it (base64 of `Type:key`), and the UUID, which commands print.
import { isUuid } from "./uuid.js";

/** The types of the API's objects whose key is a UUID. Clients, keys and grants have the same id everywhere. */
export type IdType = "Run" | "Comparison" | "TargetSet" | "PartnershipPlan" | "Job";

/** The id as the API gives it. */
export const globalIdOf = (type: IdType, uuid: string): string => encode(type, uuid);

const encode = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString("base64");

/** Null if it is not an id as the API gives it. */
export function readGlobalId(id: string): { type: string; key: string } | null {
  const [, type, key] = /^([A-Za-z]+):([\w-]+)$/.exec(Buffer.from(id, "base64").toString()) ?? [];
  return type && key && encode(type, key) === id ? { type, key } : null;
}

/** The UUID in an id of that type, in either form; null for anything else. */
export function uuidIn(type: IdType, id: string): string | null {
  const read = readGlobalId(id);
  const uuid = read?.type === type ? read.key : id.toLowerCase();
  return isUuid(uuid) ? uuid : null;
}

/** The key in an id as the API gives it; any other text unchanged. */
export const keyIn = (text: string): string => readGlobalId(text)?.key ?? text;
