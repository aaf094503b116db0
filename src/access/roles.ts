// The roles that a client can have, from the poorest to the richest, and whose identity each needs.
import type { Role, Schools } from "./viewer.js";

export type ClientRole = Exclude<Role, "ANONYMOUS">;

/** Where two are claimed, the earlier one holds. */
export const clientRoles = [
  "OFSTED",
  "MIS_VENDOR",
  "SCHOOL",
  "TRUST",
  "LOCAL_AUTHORITY",
  "ANALYST",
  "DEPARTMENT",
] as const satisfies ClientRole[];

/** The role that needs each identity; the others may not have it. */
export const identityOf: Readonly<Partial<Record<ClientRole, keyof Schools>>> = {
  SCHOOL: "urn",
  TRUST: "trustCode",
  LOCAL_AUTHORITY: "laCode",
};

export function poorest(roles: readonly ClientRole[]): ClientRole | undefined {
  return clientRoles.find((role) => roles.includes(role));
}
