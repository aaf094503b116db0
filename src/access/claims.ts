// What a token claims about its bearer: role and identity. Of several roles the least privileged applies, Ofsted first.
import { z } from "zod";
import { ofstedMentions } from "./ofsted.js";
import { type ClientRole, clientRoles, identityField, leastPrivileged } from "./roles.js";
import { everySchool, type SchoolSet } from "./viewer.js";

/** The claims that Kindred reads; docs/identity.md documents each. */
const claimsSchema = z.object({
  kindred_role: z
    .union([z.enum(clientRoles).transform((role) => [role]), z.array(z.enum(clientRoles)).min(1)])
    .default([]),
  kindred_urn: z.int().min(100_000).max(999_999).nullable().default(null),
  kindred_trust: z.int32().positive().nullable().default(null),
  kindred_la: z.int32().positive().nullable().default(null),
});

type Payload = Readonly<Record<string, unknown>>;

export interface Claims {
  /** Null if the token names none: the registered client's role applies. */
  readonly role: ClientRole | null;
  /** All null except the field that `role` needs. */
  readonly identity: SchoolSet;
}

/** @returns null if a claim has the wrong type, names an unknown role, or contradicts another claim */
export function readClaims(payload: Payload): Claims | null {
  const parsed = claimsSchema.safeParse(ofstedMentions(payload).isOfsted ? { kindred_role: "OFSTED" } : payload);
  if (!parsed.success) return null;
  const { kindred_role: roles, kindred_urn: urn, kindred_trust: trustCode, kindred_la: laCode } = parsed.data;
  const claimed: SchoolSet = { urn, trustCode, laCode };
  for (const name of ["urn", "trustCode", "laCode"] as const) {
    const needed = roles.some((role) => identityField[role] === name);
    if (needed !== (claimed[name] !== null)) return null;
  }
  const role = leastPrivileged(roles) ?? null;
  const field = role && identityField[role];
  return { role, identity: field ? { ...everySchool, [field]: claimed[field] } : everySchool };
}

/** Number of object members in well-formed JSON. */
const countMembers = (json: string): number =>
  [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

/**
 * Whether an object names a member twice. Parsers keep the last, which may be the more privileged one.
 * @param json the text that was parsed as `payload`
 */
export const hasDuplicateMembers = (json: string, payload: Payload): boolean =>
  countMembers(json) !== countMembers(JSON.stringify(payload));
