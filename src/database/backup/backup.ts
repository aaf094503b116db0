// Backups of the embedded database and of PostgreSQL, each in one file.
import type { Config } from "../../config.js";
import { KindredError } from "../../errors.js";
import type { Database } from "../database.js";
import { assertMigrationKnown, newestMigration } from "../migrate.js";
import { type About, readAbout } from "./about.js";
import { embeddedContents, restoreEmbedded } from "./embedded.js";
import { dumped, restorePostgres } from "./postgres.js";
import { assertWhole } from "./read.js";
import { assertFree, explained, writeBackup } from "./write.js";

export type Where = Pick<Config, "dataDirectory" | "databaseUrl">;

export interface BackupOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (stage: string, done: number, total: number) => void;
}

export { assertFree };

/**
 * @param database the open database that `where` names
 * @param kindred the version of Kindred
 * @throws KindredError BAD_ARGUMENT | DISK_FULL | NO_CLIENT_TOOLS | CONFLICT | CANCELLED
 */
export async function backUp(
  database: Database,
  where: Where,
  path: string,
  kindred: string,
  options: BackupOptions,
): Promise<void> {
  await assertFree(path);
  const about: About = {
    kind: where.databaseUrl ? "postgresql" : "embedded",
    kindred,
    migration: await newestMigration(),
    made: new Date().toISOString(),
  };
  const contents = where.databaseUrl
    ? dumped(database, where.databaseUrl, options)
    : embeddedContents(database, where, options);
  await writeBackup(path, about, contents, options.signal);
}

const kinds = {
  embedded: "the embedded database: unset DATABASE_URL to restore it into KINDRED_DATA",
  postgresql: "PostgreSQL: set DATABASE_URL to an empty database to restore it",
} as const;

/**
 * Restores a backup into the database that the configuration names, which must be empty and of the same kind.
 * @throws KindredError WRONG_FILE | CONFLICT | DATABASE_UNUSABLE | DISK_FULL | NO_CLIENT_TOOLS | CANCELLED
 */
export async function restore(where: Where, path: string, options: BackupOptions): Promise<About> {
  const { about, line } = await readAbout(path);
  const kind = where.databaseUrl ? "postgresql" : "embedded";
  if (about.kind !== kind)
    throw new KindredError("WRONG_FILE", `${path} is a backup of ${kinds[about.kind]}. Nothing was restored.`);
  await assertMigrationKnown(about.migration, "backup");
  const { signal, onProgress } = options;
  try {
    const bytes = await assertWhole(path, line, signal, (read) => onProgress("Checking", read, 0));
    const archive = { path, line, bytes };
    if (where.databaseUrl) await restorePostgres(where.databaseUrl, archive, options);
    else await restoreEmbedded(where, archive, options);
  } catch (error) {
    throw explained(error as Error, "the database", signal);
  }
  return about;
}
