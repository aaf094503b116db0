// The roles that a client can have, from least to most privileged, and the identity that each needs.
import type { Role, SchoolSet } from "./viewer.js";

export type ClientRole = Exclude<Role, "ANONYMOUS">;

/** Least privileged first. */
export const clientRoles = [
  "OFSTED",
  "MIS_VENDOR",
  "SCHOOL",
  "TRUST",
  "LOCAL_AUTHORITY",
  "ANALYST",
  "DEPARTMENT",
] as const satisfies ClientRole[];

/** Role -> the field that its clients need; clients of other roles cannot have it. */
export const identityField: Readonly<Partial<Record<ClientRole, keyof SchoolSet>>> = {
  SCHOOL: "urn",
  TRUST: "trustCode",
  LOCAL_AUTHORITY: "laCode",
};

export function leastPrivileged(roles: readonly ClientRole[]): ClientRole | undefined {
  return clientRoles.find((role) => roles.includes(role));
}
