// Clients: those who ask with a key or a token of their own. The department manages them.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { readRowsAfterId } from "../database/pages.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import { recordAct } from "./acts.js";
import { assertKnown } from "./directory.js";
import { insertKey } from "./keys.js";
import { legible } from "./printable-text.js";
import { type ClientRole, clientRoles, identityOf } from "./roles.js";
import { mayGovern, type Schools, type Viewer } from "./viewer.js";

export { type ClientRole, clientRoles };

/** With the school, trust or local authority whose client it is. */
export interface Client extends Schools {
  readonly id: string;
  readonly name: string;
  readonly role: ClientRole;
  /** The claim `sub` of its tokens; null: it asks by keys alone. */
  readonly subject: string | null;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

interface Named {
  readonly name: string;
  readonly role: ClientRole;
  /** Of a SCHOOL client. */
  readonly urn?: number | null;
  /** Of a TRUST client: the trust's published code. */
  readonly trustCode?: number | null;
  /** Of a LOCAL_AUTHORITY client: the published three-digit code. */
  readonly laCode?: number | null;
}

export interface NewClient extends Named {
  /** When the key stops working; never where absent. */
  readonly expiresAt?: Date | null;
}

export interface NewTokenClient extends Named {
  /** The claim `sub` that its issuer puts into its tokens. */
  readonly subject: string;
}

const newClient = z
  .object({
    name: z.string().trim().pipe(legible(200)),
    role: z.enum(clientRoles),
    urn: z.int().min(100_000).max(999_999).nullish(),
    trustCode: z.int32().positive().nullish(),
    laCode: z.int32().positive().nullish(),
    subject: legible(255).nullish(),
  })
  .superRefine((client, context) => {
    for (const identity of ["urn", "trustCode", "laCode"] as const) {
      const needed = identityOf[client.role] === identity;
      const given = (client[identity] ?? null) !== null;
      if (needed === given) continue;
      const message = needed ? `a client of role ${client.role} needs it` : `a client of role ${client.role} has none`;
      context.addIssue({ code: "custom", path: [identity], message });
    }
  });

const columns = `id, name, role, urn, trust_code AS "trustCode", la_code AS "laCode", subject,
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
  to_char(revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "revokedAt"`;

function assertGoverns(viewer: Viewer) {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", "Only the department manages clients.");
}

/**
 * Makes a client with one key, which is returned here and never again.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT
 */
export async function createClient(
  database: Database,
  viewer: Viewer,
  { expiresAt, ...request }: NewClient,
): Promise<{ client: Client; key: string }> {
  assertGoverns(viewer);
  return database.transaction(async (sql) => {
    const client = await insertClient(sql, viewer, request);
    const { key } = await insertKey(sql, viewer, client.id, { expiresAt });
    return { client, key };
  });
}

/**
 * Makes a client that asks with tokens of the configured issuer, and has no key.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT | CONFLICT where another client has the subject, revoked ones included
 */
export async function createTokenClient(database: Database, viewer: Viewer, request: NewTokenClient): Promise<Client> {
  assertGoverns(viewer);
  return database.transaction((sql) => insertClient(sql, viewer, request));
}

async function insertClient(sql: Sql, viewer: Viewer, request: Named & { readonly subject?: string }): Promise<Client> {
  const parsed = newClient.safeParse(request);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KindredError("BAD_ARGUMENT", `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { name, role, urn = null, trustCode = null, laCode = null, subject = null } = parsed.data;
  await assertKnown(sql, { urn, trustCode, laCode });
  const [client] = await sql.query<Client>(
    `INSERT INTO client (id, name, role, urn, trust_code, la_code, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (subject) DO NOTHING RETURNING ${columns}`,
    [randomUUID(), name, role, urn, trustCode, laCode, subject],
  );
  if (!client) throw new KindredError("CONFLICT", "subject: another client has it, and it is never given to a second.");
  await recordAct(sql, viewer, { type: "CLIENT_CREATED", subjectKind: "CLIENT", subject: client.id, urn });
  return client;
}

/**
 * Its keys and tokens stop working at once; the row stays for the audit.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeClient(database: Database, viewer: Viewer, id: string): Promise<Client> {
  assertGoverns(viewer);
  if (!isUuid(id)) throw new KindredError("NOT_FOUND", `There is no client ${id}.`);
  return database.transaction(async (sql) => {
    const [revoked] = await sql.query<Client>(
      `UPDATE client SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING ${columns}`,
      [id],
    );
    if (revoked) {
      await recordAct(sql, viewer, { type: "CLIENT_REVOKED", subjectKind: "CLIENT", subject: id, urn: revoked.urn });
      return revoked;
    }
    const [before] = await sql.query<Client>(`SELECT ${columns} FROM client WHERE id = $1`, [id]);
    if (!before) throw new KindredError("NOT_FOUND", `There is no client ${id}.`);
    return before;
  });
}

/**
 * Clients, newest first; `after` is the id of the last one of the page before.
 * @throws KindredError FORBIDDEN
 */
export async function listClients(
  database: Database,
  viewer: Viewer,
  page: { readonly limit: number; readonly after?: string | null },
): Promise<Client[]> {
  assertGoverns(viewer);
  const list = { table: "client", at: "client.created_at", id: "id", idType: "uuid" } as const;
  return readRowsAfterId<Client>(database, { ...list, select: `SELECT ${columns} FROM client` }, page);
}

/**
 * The vendors that a school may let read of it, by name.
 * @throws KindredError FORBIDDEN
 */
export async function listVendors(database: Database, viewer: Viewer): Promise<Pick<Client, "id" | "name">[]> {
  if (viewer.role !== "SCHOOL" && !mayGovern(viewer)) {
    throw new KindredError("FORBIDDEN", "Only schools and the department are told of vendors.");
  }
  return database.query(
    "SELECT id, name FROM client WHERE role = 'MIS_VENDOR' AND revoked_at IS NULL ORDER BY name, id",
  );
}
