// Clients: the registered users of the API, each with keys or tokens. The department manages them.
import { randomUUID } from "node:crypto";
import { sql as expression } from "kysely";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { type FilteredPageRequest, type Page, type PageRequest, selectPage } from "../database/pages.js";
import { build, now } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError, parseOrThrow } from "../errors.js";
import { recordAct } from "./acts.js";
import { assertInDirectory } from "./directory.js";
import { insertKey } from "./keys.js";
import { printableText } from "./printable-text.js";
import { type ClientRole, clientRoles, identityField } from "./roles.js";
import { assertGoverns, type SchoolSet, type Viewer } from "./viewer.js";

export { type ClientRole, clientRoles };

/** The inherited fields name the school, trust or local authority that the client belongs to. */
export interface Client extends SchoolSet {
  readonly id: string;
  readonly name: string;
  readonly role: ClientRole;
  /** The claim `sub` of its tokens; null if it only uses keys. */
  readonly subject: string | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

interface ClientFields {
  readonly name: string;
  readonly role: ClientRole;
  /** URN of a SCHOOL client's school. */
  readonly urn?: number | null;
  /** Published code of a TRUST client's trust. */
  readonly trustCode?: number | null;
  /** Published three-digit code of a LOCAL_AUTHORITY client's authority. */
  readonly laCode?: number | null;
}

export interface NewClient extends ClientFields {
  /** When the first key expires; never, if absent. */
  readonly expiresAt?: Date | null;
}

interface NewTokenClient extends ClientFields {
  /** The claim `sub` of its tokens. */
  readonly subject: string;
}

const newClient = z
  .object({
    name: z.string().trim().pipe(printableText(200)),
    role: z.enum(clientRoles),
    urn: z.int().min(100_000).max(999_999).nullish(),
    trustCode: z.int32().positive().nullish(),
    laCode: z.int32().positive().nullish(),
    subject: printableText(255).nullish(),
  })
  .superRefine((client, context) => {
    for (const field of ["urn", "trustCode", "laCode"] as const) {
      const needed = identityField[client.role] === field;
      const given = (client[field] ?? null) !== null;
      if (needed === given) continue;
      const message = `a client of role ${client.role} ${needed ? "needs it" : "cannot have one"}`;
      context.addIssue({ code: "custom", path: [field], message });
    }
  });

const columns = ["id", "name", "role", "urn", "trustCode", "laCode", "subject", "createdAt", "revokedAt"] as const;

const selectClients = (sql: Sql) => build(sql).selectFrom("client").select(columns).$narrowType<{ role: ClientRole }>();

const departmentOnly = "Only the department manages clients.";

/**
 * Creates a client with one key. This is the only time that the key is returned.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT
 */
export async function createClient(
  database: Database,
  viewer: Viewer,
  { expiresAt, ...request }: NewClient,
): Promise<{ client: Client; key: string }> {
  assertGoverns(viewer, departmentOnly);
  return database.transaction(async (sql) => {
    const client = await insertClient(sql, viewer, request);
    const { key } = await insertKey(sql, viewer, client.id, { expiresAt });
    return { client, key };
  });
}

/**
 * Creates a client that uses tokens of the configured issuer and has no key.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT | CONFLICT if another client, even a revoked one, has the subject
 */
export async function createTokenClient(database: Database, viewer: Viewer, request: NewTokenClient): Promise<Client> {
  assertGoverns(viewer, departmentOnly);
  return database.transaction((sql) => insertClient(sql, viewer, request));
}

/**
 * Checks all of a request that needs no database.
 * @param label names a field for messages
 * @throws KindredError BAD_ARGUMENT
 */
export const readNewClient = (request: ClientFields & Partial<NewTokenClient>, label = (field: string) => field) =>
  parseOrThrow(newClient, request, "BAD_ARGUMENT", label);

async function insertClient(
  sql: Sql,
  viewer: Viewer,
  request: ClientFields & Partial<NewTokenClient>,
): Promise<Client> {
  const fields = readNewClient(request);
  const { name, role, urn = null, trustCode = null, laCode = null, subject = null } = fields;
  await assertInDirectory(sql, { urn, trustCode, laCode });
  const client = await build(sql)
    .insertInto("client")
    .values({ id: randomUUID(), name, role, urn, trustCode, laCode, subject })
    .onConflict((conflict) => conflict.column("subject").doNothing())
    .returning(columns)
    .$narrowType<{ role: ClientRole }>()
    .executeTakeFirst();
  if (!client) throw new KindredError("CONFLICT", "subject: another client, perhaps a revoked one, already has it.");
  await recordAct(sql, viewer, { type: "CLIENT_CREATED", subjectKind: "CLIENT", subject: client.id, urn });
  return client;
}

/**
 * Revokes a client: its keys and tokens stop working at once. The row stays for the audit.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeClient(database: Database, viewer: Viewer, id: string): Promise<Client> {
  assertGoverns(viewer, departmentOnly);
  if (!isUuid(id)) throw new KindredError("NOT_FOUND", `There is no client ${id}.`);
  return database.transaction(async (sql) => {
    const revoked = await build(sql)
      .updateTable("client")
      .set({ revokedAt: now })
      .where(({ and }) => and({ id, revokedAt: null }))
      .returning("urn")
      .executeTakeFirst();
    if (revoked) {
      await recordAct(sql, viewer, { type: "CLIENT_REVOKED", subjectKind: "CLIENT", subject: id, urn: revoked.urn });
    }
    const client = await selectClients(sql).where("id", "=", id).executeTakeFirst();
    if (!client) throw new KindredError("NOT_FOUND", `There is no client ${id}.`);
    return client;
  });
}

/**
 * Newest first.
 * @throws KindredError FORBIDDEN
 */
export async function listClients(database: Database, viewer: Viewer, page: PageRequest): Promise<Page<Client>> {
  assertGoverns(viewer, departmentOnly);
  return selectPage({ rows: selectClients(database), at: "client.createdAt", id: "client.id" }, page);
}

/** What a school sees of a vendor. */
export type Vendor = Pick<Client, "id" | "name">;

/**
 * The vendors that a school can grant access to, by name. Returns `first` + 1 vendors if there is another page.
 * @param filter a part of the name, in any case
 * @throws KindredError FORBIDDEN
 */
export async function listVendors(
  database: Database,
  viewer: Viewer,
  { first, after, filter }: FilteredPageRequest<string | null>,
): Promise<Vendor[]> {
  if (viewer.role !== "SCHOOL") assertGoverns(viewer, "Only schools and the department list vendors.");
  const clients = build(database).selectFrom("client").select(["name", "id"]);
  let vendors = clients.where(({ and }) => and({ role: "MIS_VENDOR", revokedAt: null }));
  if (filter != null) vendors = vendors.where(expression<boolean>`strpos(lower(name), lower(${filter})) > 0`);
  if (after != null) {
    const last = clients.where("id", "=", after);
    vendors = vendors.where(expression<boolean>`(name, id) > ${last}`);
  }
  return vendors
    .orderBy("name")
    .orderBy("id")
    .limit(first + 1)
    .execute();
}
