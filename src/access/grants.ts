// Grants: what a client may read beyond its role. The department grants to trusts, LAs, analysts; schools to vendors.
import { randomUUID } from "node:crypto";
import { type ExpressionBuilder, sql as expression } from "kysely";
import type { Database, Sql } from "../database/database.js";
import { type PageRequest, selectRows } from "../database/pages.js";
import { build, now, type Tables } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError, refuse } from "../errors.js";
import { type NewAct, recordAct } from "./acts.js";
import { assertInDirectory } from "./directory.js";
import type { ClientRole } from "./roles.js";
import {
  assertGoverns,
  type Capability,
  everySchool,
  type GrantedSet,
  mayGovern,
  type SchoolSet,
  type Viewer,
} from "./viewer.js";

export interface Grant extends GrantedSet {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly clientRole: ClientRole;
  readonly createdAt: Date;
}

interface NewGrant extends Partial<SchoolSet> {
  readonly clientId: string;
  readonly capability: Capability;
}

const clientColumns = ["client.name as clientName", "client.role as clientRole"] as const;

const selectGrants = (sql: Sql) =>
  build(sql)
    .selectFrom("grant")
    .innerJoin("client", "client.id", "grant.clientId")
    .selectAll("grant")
    .select(clientColumns)
    .$narrowType<{ capability: Capability; clientRole: ClientRole }>();

/** URN of the school whose access the viewer can grant: its own, or null (any school) for the department. */
function grantingSchool(viewer: Viewer): number | null {
  if (viewer.role === "SCHOOL" && viewer.urn !== null) return viewer.urn;
  assertGoverns(viewer, "Only the department and schools grant access.");
  return null;
}

/** The grants that a school manages, which are its vendors'; null: every grant. */
const isManagedBy = (ownUrn: number | null) => (grant: ExpressionBuilder<Tables, "grant" | "client">) =>
  ownUrn === null ? grant.lit(true) : grant.and({ "grant.urn": ownUrn, "client.role": "MIS_VENDOR" });

/** The schools to grant: a school's own, or for the department at most one of a school, a trust and an authority. */
function requestedSchools(ownUrn: number | null, request: NewGrant): SchoolSet {
  const { urn = null, trustCode = null, laCode = null } = request;
  const named = [urn, trustCode, laCode].filter((code) => code !== null).length;
  if (ownUrn === null) {
    if (named <= 1) return { urn, trustCode, laCode };
    refuse("Give one of urn, trustCode and laCode, or none.");
  }
  if (named === 0 || (named === 1 && urn === ownUrn)) return { ...everySchool, urn: ownUrn };
  refuse("A school can grant access to its own data only: name no other schools.");
}

/**
 * A school grants a vendor access to its own data. The department grants a trust, local authority or analyst access to
 * the schools named or, with none named, to the client's whole scope. Repeating a grant returns the existing one.
 * @throws KindredError FORBIDDEN | NOT_FOUND | BAD_ARGUMENT
 */
export async function grantCapability(database: Database, viewer: Viewer, request: NewGrant): Promise<Grant> {
  const schools = requestedSchools(grantingSchool(viewer), request);
  return database.transaction((sql) => insertGrant(sql, viewer, request, schools));
}

/**
 * Closes a vendor's open request too, if the school has now granted all that it asks for. Does not check that the viewer
 * may grant access to the schools.
 * @throws KindredError NOT_FOUND | BAD_ARGUMENT
 */
export async function insertGrant(
  sql: Sql,
  viewer: Viewer,
  { clientId, capability }: Pick<NewGrant, "clientId" | "capability">,
  schools: SchoolSet,
): Promise<Grant> {
  const roles: ClientRole[] = mayGovern(viewer) ? ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] : ["MIS_VENDOR"];
  const client = await build(sql)
    .selectFrom("client")
    .select(["trustCode", "laCode"])
    .where(({ eb, cast }) => eb(cast("id", "text"), "=", clientId))
    .where("role", "in", roles)
    .where("revokedAt", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!client) {
    throw new KindredError(
      "NOT_FOUND",
      `There is no client ${clientId} of role ${roles.join(" or ")} that you can grant access to.`,
    );
  }
  for (const name of ["trustCode", "laCode"] as const) {
    if (client[name] === null || schools[name] === null || client[name] === schools[name]) continue;
    const fault = `the client belongs to ${client[name]} and can only be granted its own schools`;
    refuse(`${name}: ${fault}.`);
  }
  await assertInDirectory(sql, schools);
  const id = randomUUID();
  const added = build(sql)
    .insertInto("grant")
    .values({ id, clientId, capability, ...schools });
  await added.onConflict((conflict) => conflict.doNothing()).execute();
  const { urn, trustCode, laCode } = schools;
  const grant = await selectGrants(sql)
    .where(({ and }) => and({ clientId, capability }))
    .where(({ and }) => and({ "grant.urn": urn, "grant.trustCode": trustCode, "grant.laCode": laCode }))
    .executeTakeFirstOrThrow();
  if (grant.id !== id) return grant;
  await recordAct(sql, viewer, { type: "ACCESS_GRANTED", ...subjectOf(grant) });
  if (urn !== null) await closeRequest(sql, clientId, urn);
  return grant;
}

/** Closes the client's open request to a school that has granted all that it asks for. */
async function closeRequest(sql: Sql, clientId: string, urn: number): Promise<void> {
  await build(sql)
    .updateTable("accessRequest")
    .set({ status: "GRANTED", decidedAt: now })
    .where(({ and }) => and({ clientId, urn, status: "ASKED" }))
    .where(({ selectFrom }) => {
      const granted = selectFrom("grant")
        .select("capability")
        .where(({ and }) => and({ clientId, urn }));
      return expression<boolean>`capabilities <@ array(${granted})`;
    })
    .execute();
}

/**
 * Takes effect with the next request. A school can revoke its vendors' grants, the department any grant.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeGrant(database: Database, viewer: Viewer, id: string): Promise<Grant> {
  const ownUrn = grantingSchool(viewer);
  if (!isUuid(id)) throw grantNotFound(id);
  return database.transaction(async (sql) => {
    const grant = await build(sql)
      .deleteFrom("grant")
      .using("client")
      .whereRef("client.id", "=", "grant.clientId")
      .where("grant.id", "=", id)
      .where(isManagedBy(ownUrn))
      .returningAll("grant")
      .returning(clientColumns)
      .$castTo<Grant>()
      .executeTakeFirst();
    if (!grant) throw grantNotFound(id);
    await recordAct(sql, viewer, { type: "ACCESS_REVOKED", ...subjectOf(grant) });
    return grant;
  });
}

const grantNotFound = (id: string) => new KindredError("NOT_FOUND", `There is no grant ${id} that you can revoke.`);

/** The subject of the act. It is made of the grant's fields, not its id, since revoking deletes the row. */
function subjectOf({ clientId, capability, urn, trustCode, laCode }: Grant): Omit<NewAct, "type"> {
  const named = Object.entries({ urn, trust: trustCode, la: laCode }).filter(([, code]) => code !== null);
  return { subjectKind: "GRANT", subject: [clientId, capability, ...named.flat()].join(" "), urn };
}

/** All conditions must hold. */
interface GrantPage extends PageRequest {
  readonly clientId?: string | null;
  readonly capability?: Capability | null;
  /** Only grants that name this school. */
  readonly urn?: number | null;
}

/**
 * For a school its vendors' grants, for the department every grant. Newest first. Returns `first` + 1 grants if there
 * is another page.
 * @throws KindredError FORBIDDEN
 */
export async function findGrants(
  database: Database,
  viewer: Viewer,
  { clientId, capability, urn, ...page }: GrantPage,
): Promise<Grant[]> {
  let rows = selectGrants(database).where(isManagedBy(grantingSchool(viewer)));
  if (capability != null) rows = rows.where("capability", "=", capability);
  if (urn != null) rows = rows.where("grant.urn", "=", urn);
  if (clientId != null) rows = rows.where(({ eb, cast }) => eb(cast("grant.clientId", "text"), "=", clientId));
  return selectRows({ rows, at: "grant.createdAt", id: "grant.id" }, page);
}

/** Grants returned with a client; `grants(clientId:)` pages through all of them. */
export const maxListedGrants = 100;

/**
 * The newest grants of each client, for the department.
 * @throws KindredError FORBIDDEN
 */
export async function grantsOf(database: Database, viewer: Viewer, clientIds: readonly string[]): Promise<Grant[][]> {
  assertGoverns(viewer, "Only the department manages clients.");
  const newest = selectGrants(database)
    .where("grant.clientId", "=", expression<string>`requested.client`)
    .orderBy("grant.createdAt", "desc")
    .orderBy("grant.id", "desc")
    .limit(maxListedGrants);
  const ids = [...new Set(clientIds)];
  const grants = await build(database)
    .selectFrom(expression<{ client: string }>`unnest(${ids}::uuid[])`.as<"requested">(expression`requested (client)`))
    .innerJoinLateral(newest.as("listed"), (join) => join.onTrue())
    .selectAll("listed")
    .execute();
  return clientIds.map((id) => grants.filter(({ clientId }) => clientId === id));
}
