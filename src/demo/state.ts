// Records what the demo has done, so that a second start continues from there.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { ownTables } from "../database/tables.js";
import { KindredError } from "../errors.js";
import type { DemoSummary } from "./summary.js";

interface DemoState {
  readonly schools: number;
  /** sha256 of each file that the demo wrote and imported. */
  readonly files: readonly string[];
  /** Present once every stage is done. */
  readonly summary?: DemoSummary;
}

export const demoDirectory = (dataDirectory: string): string => join(dataDirectory, "demo");

/** Path of the keys file (role -> key), which only its owner can read. */
export const keysPath = (dataDirectory: string): string => join(demoDirectory(dataDirectory), "keys.json");

const statePath = (dataDirectory: string): string => join(demoDirectory(dataDirectory), "state.json");

export async function readState(dataDirectory: string): Promise<DemoState | null> {
  try {
    return JSON.parse(await readFile(statePath(dataDirectory), "utf8")) as DemoState;
  } catch {
    return null;
  }
}

export async function writeState(dataDirectory: string, state: DemoState): Promise<void> {
  await mkdir(demoDirectory(dataDirectory), { recursive: true });
  await writeFile(statePath(dataDirectory), JSON.stringify(state, null, 2));
}

/** @throws KindredError CONFLICT if the demo was made with another number of schools */
export function assertSameSize(before: DemoState | null, schools: number): void {
  if (!before || before.schools === schools) return;
  throw new KindredError(
    "CONFLICT",
    `This demo was made with ${before.schools} schools: give --reset to start over with ${schools}.`,
  );
}

/** sha256 of every file under a folder. */
export async function hashesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = async (path: string) =>
    createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  return Promise.all(files.sort().map(hash));
}

/**
 * Refuses a database with files other than the demo's, so that invented schools never mix with real ones, and one with
 * clients but no files, whose owner is about to import real files.
 * @throws KindredError CONFLICT
 */
export async function assertDemoOnly(database: Database, demoFiles: readonly string[]): Promise<void> {
  const tables = build(database);
  const files = await tables.selectFrom("sourceFile").select(["name", "sha256"]).orderBy("id").execute();
  const file = files.find(({ sha256 }) => !demoFiles.includes(sha256));
  const [client] = files.length > 0 ? [] : await tables.selectFrom("client").select("name").limit(1).execute();
  const other = file?.name ?? (client && `the client ${client.name}`);
  if (!other) return;
  throw new KindredError(
    "CONFLICT",
    `This database holds ${other}, which is not part of the demo, and invented schools must not mix with real ones. Set KINDRED_DATA to another directory (or DATABASE_URL to an empty database).`,
  );
}

/** Empties Kindred's tables only, and removes the demo's files and keys. The database must hold only the demo. */
export async function resetDemo(database: Database, dataDirectory: string): Promise<void> {
  await database.script(`TRUNCATE ${ownTables.map((name) => `"${name}"`).join(", ")} RESTART IDENTITY`);
  await rm(demoDirectory(dataDirectory), { recursive: true, force: true });
}
