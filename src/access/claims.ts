// What a token says of its bearer: the role and whose identity. Where it says two things the poorer holds; Ofsted always does.
import { z } from "zod";
import { ofstedMentions } from "./ofsted.js";
import { legible } from "./printable-text.js";
import { type ClientRole, clientRoles, identityOf, poorest } from "./roles.js";
import { everySchool, type Schools } from "./viewer.js";

/** What a token may say beside its standard claims; each claim is documented in docs/identity.md. */
const ours = z.object({
  sub: legible(255),
  kindred_role: z
    .union([z.enum(clientRoles).transform((role) => [role]), z.array(z.enum(clientRoles)).min(1)])
    .default([]),
  kindred_urn: z.int().min(100_000).max(999_999).nullable().default(null),
  kindred_trust: z.int32().positive().nullable().default(null),
  kindred_la: z.int32().positive().nullable().default(null),
});

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
  const parsed = ours.safeParse(
    ofstedMentions(payload).isOfsted ? { sub: payload.sub, kindred_role: "OFSTED" } : payload,
  );
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

/** Names of members in JSON that is well-formed. */
const members = (json: string): number =>
  [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

/**
 * Whether something is named twice, of which every parser keeps the last: that would not be the poorer.
 * @param json what was parsed as `payload`
 */
export const saysTwice = (json: string, payload: Payload): boolean =>
  members(json) !== members(JSON.stringify(payload));
