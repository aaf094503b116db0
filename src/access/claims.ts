// What a token says of its bearer: the role and whose identity. Where it says two things the poorer holds; Ofsted always does.
import { z } from "zod";
import { type ClientRole, clientRoles, identityOf, poorest } from "./roles.js";
import { everySchool, type Schools } from "./viewer.js";

/** What a token may say beside its standard claims; each claim is documented in docs/identity.md. */
const ours = z.object({
  /** Control characters are for no name, and some no database takes. */
  sub: z.string().regex(/^\P{C}{1,255}$/u),
  kindred_role: z
    .union([z.enum(clientRoles).transform((role) => [role]), z.array(z.enum(clientRoles)).min(1)])
    .default([]),
  kindred_urn: z.int().min(100_000).max(999_999).nullable().default(null),
  kindred_trust: z.int32().positive().nullable().default(null),
  kindred_la: z.int32().positive().nullable().default(null),
});

/** Where issuers put roles, ours and the usual ones; a mention of Ofsted in any of them makes the bearer Ofsted's. */
const roleClaims = [
  "kindred_role",
  "role",
  "roles",
  "group",
  "groups",
  "entitlements",
  "scope",
  "scp",
  "realm_access",
  "resource_access",
];

type Payload = Readonly<Record<string, unknown>>;

export interface Claims {
  readonly subject: string;
  /** Null where the token names none: the registered client's role stands. */
  readonly role: ClientRole | null;
  /** All null but what `role` needs. */
  readonly identity: Schools;
}

/** Null where the claims are not of the kinds described, name an unknown role, or contradict each other. */
export function readClaims(payload: Payload): Claims | null {
  const parsed = ours.safeParse(mentionsOfsted(payload) ? { sub: payload.sub, kindred_role: "OFSTED" } : payload);
  if (!parsed.success) return null;
  const {
    sub: subject,
    kindred_role: roles,
    kindred_urn: urn,
    kindred_trust: trustCode,
    kindred_la: laCode,
  } = parsed.data;
  const claimed: Schools = { urn, trustCode, laCode };
  for (const name of ["urn", "trustCode", "laCode"] as const) {
    const needed = roles.some((role) => identityOf[role] === name);
    if (needed !== (claimed[name] !== null)) return null;
  }
  const role = poorest(roles) ?? null;
  const needs = role && identityOf[role];
  return { subject, role, identity: needs ? { ...everySchool, [needs]: claimed[needs] } : everySchool };
}

const mentionsOfsted = (payload: Payload): boolean =>
  /ofsted/i.test(JSON.stringify(roleClaims.map((claim) => payload[claim])));
