// Who may ask, what they were granted and what they have read: the same keys in both databases, all else differs.
import { createHash } from "node:crypto";
import { hashKey, newKey } from "../../src/access/keys.js";
import type { Sql } from "../../src/database/database.js";
import { canaryText } from "./canaries.js";
import type { Who } from "./protocol.js";
import { insert, uuid } from "./public-part.js";

type Client = Exclude<Who, "ANYONE">;

const identities = {
  OFSTED: {},
  SCHOOL: { urn: 100_001 },
  SCHOOL_B: { urn: 100_003 },
  TRUST: { trust_code: 5001 },
  MIS_VENDOR: {},
  ANALYST: {},
  DEPARTMENT: {},
} as const satisfies Record<Client, object>;

const clients = Object.keys(identities) as Client[];

/** The same in both databases and in every process. */
export const keyOf = (client: Client): string => newKey(createHash("sha256").update(client).digest());

/** A school is told of vendors by name and id, so theirs are the same; others' ids are not. */
export const clientId = (client: Client, twin: 0 | 1): string =>
  client === "MIS_VENDOR" ? uuid(50, 0) : uuid(51 + twin, clients.indexOf(client));

/** The compared school is told of its own keys. */
const ownKey = uuid(57, 0);

/** What vendors may read of the compared school: it is told of it, so it is the same. */
const ownGrants = [
  { id: uuid(60, 1), client_id: uuid(50, 0), capability: "TARGETS", urn: 100_001, created_at: "2026-03-01T07:00:00Z" },
];

export async function addSecretClients(sql: Sql, twin: 0 | 1): Promise<void> {
  const at = `2026-0${3 + twin}-01T08:00:00Z`;
  const strangers = Array.from({ length: twin === 0 ? 5 : 1 }, (_, index) => ({
    id: uuid(53 + twin, index),
    name: canaryText("client", twin),
    role: "SCHOOL",
    urn: 100_010 + index,
    trust_code: null,
  }));
  const known = clients.map((client) => ({
    id: clientId(client, twin),
    name: client === "SCHOOL" || client === "MIS_VENDOR" ? `The ${client}` : `The ${client} ${twin}`,
    role: client === "SCHOOL_B" ? "SCHOOL" : client,
    urn: null,
    trust_code: null,
    ...identities[client],
  }));
  const rows = [...known, ...strangers].map((client) => ({ ...client, created_at: at }));
  await insert(sql, "client", twin === 0 ? rows : rows.toReversed());
  await insert(
    sql,
    "api_key",
    clients.map((client) => ({
      id: client === "SCHOOL" ? ownKey : uuid(55 + twin, clients.indexOf(client)),
      client_id: clientId(client, twin),
      hash: hashKey(keyOf(client)),
      created_at: client === "SCHOOL" ? "2026-03-01T07:00:00Z" : at,
    })),
  );
  const granted = [
    { client_id: clientId("ANALYST", twin), capability: "TARGETS", urn: null },
    { client_id: clientId("ANALYST", twin), capability: "PARTNERSHIPS", urn: null },
    { client_id: clientId("TRUST", twin), capability: twin === 0 ? "TARGETS" : "PARTNERSHIPS", urn: null },
    ...(twin === 0 ? [{ client_id: clientId("MIS_VENDOR", twin), capability: "TARGETS", urn: 100_003 }] : []),
  ];
  await insert(
    sql,
    "grant",
    granted.map((grant, index) => ({ id: uuid(61 + twin, index), ...grant, created_at: at })),
  );
  await insert(sql, "grant", ownGrants);
  const entries = Array.from({ length: twin === 0 ? 20 : 2 }, (_, index) => ({
    at,
    client_id: clientId("DEPARTMENT", twin),
    actor: "The department",
    subject: "target",
    operation: `Earlier${index}`,
    urns: [100_001 + index],
  }));
  await insert(sql, "audit_entry", entries);
  await addActs(sql, twin, at);
}

/** More of them in the one database, by others, to others and about others; and numbered from elsewhere. */
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

/** After the school has granted something, or done something to its keys: as it was, in both databases. */
export async function restoreOwn(sql: Sql): Promise<void> {
  await sql.query(`DELETE FROM "grant" WHERE urn = 100001`);
  await insert(sql, "grant", ownGrants);
  await sql.query("DELETE FROM api_key WHERE client_id = (SELECT client_id FROM api_key WHERE id = $1) AND id <> $1", [
    ownKey,
  ]);
  await sql.query("UPDATE api_key SET revoked_at = NULL, expires_at = NULL WHERE id = $1", [ownKey]);
}
