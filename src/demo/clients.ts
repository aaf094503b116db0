// Creates a client for each role, with the grants it needs. The keys go to a file that only its owner can read.
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { authenticator } from "../access/authenticate.js";
import { type ClientRole, clientRoles, createClient, revokeClient } from "../access/clients.js";
import { grantCapability } from "../access/grants.js";
import { anonymous, capabilities, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";

export interface Example {
  /** A school in a trust, with a SET target and, if possible, a partner. */
  readonly urn: number;
  readonly trustCode: number;
  readonly laCode: number;
}

/**
 * Replaces the demo's clients with one for each role.
 * @returns role -> key
 */
export async function createDemoClients(
  database: Database,
  department: Viewer,
  { urn, trustCode, laCode }: Example,
): Promise<Record<ClientRole, string>> {
  const demoClients = build(database).selectFrom("client").select("id").where("name", "like", "Demo %");
  const earlier = await demoClients.where("revokedAt", "is", null).execute();
  for (const { id } of earlier) await revokeClient(database, department, id);
  const create = (role: ClientRole, identity: { urn?: number; trustCode?: number; laCode?: number } = {}) =>
    createClient(database, department, { role, name: `Demo ${role.toLowerCase().replaceAll("_", " ")}`, ...identity });
  const clients = {
    DEPARTMENT: await create("DEPARTMENT"),
    ANALYST: await create("ANALYST"),
    SCHOOL: await create("SCHOOL", { urn }),
    TRUST: await create("TRUST", { trustCode }),
    LOCAL_AUTHORITY: await create("LOCAL_AUTHORITY", { laCode }),
    MIS_VENDOR: await create("MIS_VENDOR"),
    OFSTED: await create("OFSTED"),
  };
  const school: Viewer = { ...anonymous, role: "SCHOOL", urn, clientId: clients.SCHOOL.client.id };
  for (const capability of capabilities) {
    for (const role of ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] as const) {
      await grantCapability(database, department, { clientId: clients[role].client.id, capability });
    }
  }
  // The vendor asks schools for ATTENDANCE: see attendance.ts.
  for (const capability of ["TARGETS", "PARTNERSHIPS"] as const) {
    await grantCapability(database, school, { clientId: clients.MIS_VENDOR.client.id, capability });
  }
  return Object.fromEntries(Object.entries(clients).map(([role, { key }]) => [role, key])) as Record<
    ClientRole,
    string
  >;
}

/** True if the file has a working key for each role. A demo on another database may have overwritten the file. */
export async function areKeysCurrent(database: Database, path: string): Promise<boolean> {
  try {
    const keys = JSON.parse(await readFile(path, "utf8")) as Partial<Record<ClientRole, string>>;
    const authenticate = authenticator(database);
    for (const role of clientRoles) {
      const viewer = await authenticate(`Bearer ${keys[role]}`, new Date());
      if (viewer.role !== role) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** Writes the file with mode 0600, even if it already exists. */
export async function writeKeys(path: string, keys: Record<ClientRole, string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
