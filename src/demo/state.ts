// What the demo has done so far, kept beside its files, so that a second start begins from what is there.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../database/database.js";
import { ownTables } from "../database/tables.js";
import { KindredError } from "../errors.js";
import type { DemoSummary } from "./summary.js";

export interface DemoState {
  readonly schools: number;
  /** sha256 of every file that the demo wrote and imported. */
  readonly files: readonly string[];
  /** Present once everything is done. */
  readonly summary?: DemoSummary;
}

export const demoDirectory = (dataDirectory: string): string => join(dataDirectory, "demo");

/** Role -> key, readable by its owner alone. */
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
 * Refuses a database that holds files other than the demo's, invented schools do not mix with real ones; or clients
 * and no files at all, which somebody made who is about to import theirs.
 * @throws KindredError CONFLICT
 */
export async function assertDemoOnly(database: Database, written: readonly string[]): Promise<void> {
  const [stranger] = await database.query<{ name: string }>(
    `(SELECT name FROM source_file WHERE NOT sha256 = ANY($1) ORDER BY id LIMIT 1)
     UNION ALL
     (SELECT 'the client ' || name FROM client WHERE NOT EXISTS (SELECT FROM source_file) LIMIT 1)`,
    [written],
  );
  if (!stranger) return;
  throw new KindredError(
    "CONFLICT",
    `This database holds ${stranger.name}, which is not the demo's: invented schools do not mix with others. Set KINDRED_DATA to another directory (or DATABASE_URL to an empty database).`,
  );
}

/** Empties our tables, and no others, of a database that holds the demo alone, and removes its files and keys. */
export async function resetDemo(database: Database, dataDirectory: string): Promise<void> {
  await database.script(`TRUNCATE ${ownTables.map((name) => `"${name}"`).join(", ")} RESTART IDENTITY`);
  await rm(demoDirectory(dataDirectory), { recursive: true, force: true });
}
