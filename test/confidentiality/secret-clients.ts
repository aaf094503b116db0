// Clients, their keys, grants, audit entries and acts. Keys are the same in both databases; all else that is secret
// differs.
import { createHash } from "node:crypto";
import { hashKey, newKey } from "../../src/access/keys.js";
import type { ClientRole } from "../../src/access/roles.js";
import type { Capability } from "../../src/access/viewer.js";
import type { Sql } from "../../src/database/database.js";
import { canaryText } from "./canaries.js";
import type { Caller } from "./protocol.js";
import { insert, uuid } from "./public-part.js";
import { ownUrn, places, type Scoped, scopes } from "./scopes.js";

type Client = Exclude<Caller, "ANYONE">;

interface Identity {
  readonly role: ClientRole;
  readonly urn?: number;
  readonly trust_code?: number;
  readonly la_code?: number;
}

const identities: Readonly<Record<Client, Identity>> = {
  SCHOOL: { role: "SCHOOL", urn: ownUrn },
  VENDOR: { role: "MIS_VENDOR" },
  TRUST: { role: "TRUST", trust_code: places.trust.code },
  AUTHORITY: { role: "LOCAL_AUTHORITY", la_code: places.authority.code },
  ANALYST: { role: "ANALYST" },
  OFSTED: { role: "OFSTED" },
  SCHOOL_B: { role: "SCHOOL", urn: 100_003 },
  TRUST_B: { role: "TRUST", trust_code: 5001 },
  VENDOR_B: { role: "MIS_VENDOR" },
  ANALYST_B: { role: "ANALYST" },
  DEPARTMENT: { role: "DEPARTMENT" },
};

const clients = Object.keys(identities) as Client[];
/** Whether a caller has secrets of its own, some of which it may change. */
export const isScoped = (caller: Caller): caller is Scoped => caller in scopes;
const isVendor = (client: Client): boolean => identities[client].role === "MIS_VENDOR";

const keyFrom = (seed: string): string => newKey(createHash("sha256").update(seed).digest());

/** The same in both databases and in every process. */
export const keyOf = (client: Client): string => keyFrom(client);

/** Revoked in one database; never existed in the other. */
export const formerKey = keyFrom("former");

/** Vendors' ids are the same in both databases, because schools see them; other clients' ids differ. */
export const clientId = (client: Client, twin: 0 | 1): string =>
  uuid(isVendor(client) ? 50 : 51 + twin, clients.indexOf(client));

/** Key ids of compared clients are the same, because they see their own keys. */
export const keyId = (client: Client, twin: 0 | 1): string =>
  uuid(isScoped(client) ? 57 : 55 + twin, clients.indexOf(client));

export const grantId = (number: number, twin: 0 | 1): string => uuid(61 + twin, number);

const ownKeys = Object.keys(scopes).map((caller) => keyId(caller as Scoped, 0));
const earlier = "2026-03-01T07:00:00Z";

/** The compared school's grants to vendors are the same, because the school sees them. */
const ownGrants = [
  { id: uuid(60, 1), client_id: clientId("VENDOR_B", 0), capability: "TARGETS", urn: ownUrn, created_at: earlier },
  { id: uuid(60, 2), client_id: clientId("VENDOR_B", 0), capability: "ATTENDANCE", urn: ownUrn, created_at: earlier },
];

export async function addSecretClients(sql: Sql, twin: 0 | 1): Promise<void> {
  const at = `2026-0${3 + twin}-01T08:00:00Z`;
  const defaults = { urn: null, trust_code: null, la_code: null, created_at: at };
  const otherClients = Array.from({ length: twin === 0 ? 5 : 1 }, (_, index) => ({
    ...defaults,
    id: uuid(53 + twin, index),
    name: canaryText("client", twin),
    role: "SCHOOL",
    urn: 100_010 + index,
  }));
  const namedClients = clients.map((client) => ({
    ...defaults,
    id: clientId(client, twin),
    name: isScoped(client) || isVendor(client) ? `The ${client}` : `The ${client} ${twin}`,
    ...identities[client],
  }));
  const rows = [...namedClients, ...otherClients];
  await insert(sql, "client", twin === 0 ? rows : rows.toReversed());
  await insert(
    sql,
    "api_key",
    clients.map((client) => ({
      id: keyId(client, twin),
      client_id: clientId(client, twin),
      hash: hashKey(keyOf(client)),
      created_at: isScoped(client) ? earlier : at,
    })),
  );
  if (twin === 0) {
    const former = { id: uuid(58, 0), client_id: otherClients[0]?.id, hash: hashKey(formerKey), revoked_at: at };
    await insert(sql, "api_key", [former]);
  }
  const grants = [...grantsOfCompared(twin), ...otherGrants(twin)].map((grant, index) => ({
    ...defaults,
    id: grantId(index, twin),
    ...grant,
  }));
  await insert(sql, "grant", twin === 0 ? grants : grants.toReversed());
  await insert(sql, "grant", ownGrants);
  const entries = Array.from({ length: twin === 0 ? 20 : 2 }, (_, index) => ({
    at,
    client_id: clientId("DEPARTMENT", twin),
    actor: "The department",
    subject: "target",
    operation: `Earlier${index}`,
    urns: [100_001 + index],
  }));
  await insert(sql, "audit_entry", [...entries, ...readsByVendors(twin)]);
  await addActs(sql, twin, at);
}

interface GrantRow {
  readonly client_id: string;
  readonly capability: Capability;
  readonly urn?: number;
  readonly la_code?: number;
}

/** The trust and the authority may read some of their schools, by capability; the vendor what each school granted. */
function grantsOfCompared(twin: 0 | 1): GrantRow[] {
  const id = (client: Client) => clientId(client, twin);
  const grantsOf = (client: Client, capability: Capability, urns: readonly number[]) =>
    urns.map((urn) => ({ client_id: id(client), capability, urn }));
  return [
    ...grantsOf("VENDOR", "TARGETS", scopes.VENDOR.targets),
    ...grantsOf("VENDOR", "PARTNERSHIPS", scopes.VENDOR.partnerships),
    ...grantsOf("VENDOR", "ATTENDANCE", scopes.VENDOR.attendance),
    { client_id: id("TRUST"), capability: "TARGETS" },
    ...grantsOf("TRUST", "PARTNERSHIPS", scopes.TRUST.partnerships),
    ...grantsOf("TRUST", "ATTENDANCE", scopes.TRUST.attendance),
    { client_id: id("AUTHORITY"), capability: "TARGETS" },
    { client_id: id("AUTHORITY"), capability: "PARTNERSHIPS" },
    ...grantsOf("AUTHORITY", "ATTENDANCE", scopes.AUTHORITY.attendance),
    { client_id: id("ANALYST"), capability: "TARGETS", la_code: places.analysed.code },
    { client_id: id("ANALYST"), capability: "PARTNERSHIPS", la_code: places.analysed.code },
    { client_id: id("ANALYST"), capability: "ATTENDANCE", la_code: places.analysed.code },
  ];
}

/** One of these grants is about the compared school but made by the department, so the school does not see it. */
function otherGrants(twin: 0 | 1): GrantRow[] {
  const id = (client: Client) => clientId(client, twin);
  const inBoth: GrantRow[] = [
    { client_id: id("ANALYST_B"), capability: "TARGETS" },
    { client_id: id("ANALYST_B"), capability: "PARTNERSHIPS" },
    { client_id: id("ANALYST_B"), capability: "ATTENDANCE" },
    { client_id: id("TRUST_B"), capability: twin === 0 ? "TARGETS" : "PARTNERSHIPS" },
    { client_id: id("VENDOR_B"), capability: "ATTENDANCE", urn: 100_005 },
  ];
  if (twin === 1) return inBoth;
  return [
    ...inBoth,
    { client_id: id("ANALYST_B"), capability: "TARGETS", urn: ownUrn },
    { client_id: id("VENDOR_B"), capability: "TARGETS", urn: 100_003 },
    { client_id: id("VENDOR_B"), capability: "PARTNERSHIPS", urn: 100_004 },
    { client_id: id("VENDOR_B"), capability: "ATTENDANCE", urn: 100_003 },
  ];
}

/** Schools see what vendors read of them: that of the compared school is the same, with other schools in one entry. */
const readsByVendors = (twin: 0 | 1) => {
  const read = (operation: string, day: number, urns: readonly number[]) => ({
    at: `2026-02-${10 + day}T05:00:00Z`,
    ...{ client_id: clientId("VENDOR_B", 0), actor: "The VENDOR_B", subject: "attendance", operation, urns },
  });
  return [
    ...Array.from({ length: 5 - 3 * twin }, (_, index) => read(`Others${twin}${index}`, index, [100_003 + index])),
    read("Weekly", 8, [ownUrn]),
    read("Nightly", 9, [ownUrn, 100_005 + 2 * twin]),
  ];
};

/** The acts differ in number, actors, subjects and schools, and their numbers start elsewhere. */
async function addActs(sql: Sql, twin: 0 | 1, at: string): Promise<void> {
  await insert(sql, "act_offset", [{ id: 1, ahead: 1000 + twin }]);
  const acts = Array.from({ length: twin === 0 ? 20 : 2 }, (_, index) => ({
    at,
    type: twin === 0 ? "TARGETS_ISSUED" : "ACCESS_GRANTED",
    client_id: clientId("DEPARTMENT", twin),
    actor: canaryText("actor", twin),
    role: "DEPARTMENT",
    subject_kind: twin === 0 ? "TARGET_SET" : "GRANT",
    subject: canaryText("subject", twin),
    urn: 100_001 + index,
    year: twin === 0 ? "2022/23" : null,
    reason: canaryText("why", twin),
  }));
  await insert(sql, "act", acts);
}

/** Restores grants and keys after a compared client has changed its own. */
export async function restoreClients(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM "grant" USING client WHERE client.id = client_id AND client.role = 'MIS_VENDOR' AND "grant".urn = $1`,
    [ownUrn],
  );
  await insert(sql, "grant", ownGrants);
  await sql.query(
    `DELETE FROM api_key WHERE client_id IN (SELECT client_id FROM api_key WHERE id = ANY($1::uuid[]))
       AND id <> ALL($1::uuid[])`,
    [ownKeys],
  );
  await sql.query("UPDATE api_key SET revoked_at = NULL, expires_at = NULL WHERE id = ANY($1::uuid[])", [ownKeys]);
}
