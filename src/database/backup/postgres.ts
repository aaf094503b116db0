// Backs up PostgreSQL with pg_dump, and restores with pg_restore in one transaction.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { KindredError } from "../../errors.js";
import type { Database, Sql } from "../database.js";
import { tablesOf } from "../migrate.js";
import { openDatabase } from "../open.js";
import { databaseOnPostgres } from "../postgres.js";
import { assertPublicOnly, makePublicRole, publicRole } from "../public-role.js";
import { ownTables } from "../tables.js";
import type { BackupOptions } from "./backup.js";
import { assertTool, startTool } from "./client-tools.js";
import { type Archive, contentsOf } from "./read.js";

/** The dump goes through this process, so that pg_dump ends when it does. */
export async function* dumped(
  database: Sql,
  url: string,
  { signal, onProgress }: BackupOptions,
): AsyncGenerator<Uint8Array> {
  await assertTool("pg_dump", await serverVersion(database));
  const tables = ownTables.length + 1; // one more: the history of migrations
  let done = 0;
  const onLine = (line: string) => {
    if (line.includes("dumping contents of table")) onProgress("Dumping", Math.min(done++, tables), tables);
  };
  const args = ["--format=custom", "--compress=0", "--no-owner", "--no-comments", "--no-password", "--verbose"];
  const tool = startTool("pg_dump", args, url, { signal, onLine });
  try {
    yield* tool.stdout;
    await tool.ended();
  } finally {
    tool.kill();
  }
}

const serverVersion = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
  return Number(row?.version);
};

/**
 * Restores into a database without tables, applies newer migrations and checks what public viewers may read. The
 * archive goes through this process: if it is killed, pg_restore does not reach the end of the archive and rolls back.
 */
export async function restorePostgres(url: string, archive: Archive, options: BackupOptions): Promise<void> {
  const target = databaseOnPostgres(url);
  try {
    await assertEmpty(target);
    await assertTool("pg_restore", await serverVersion(target));
    await makePublicRole(target);
    await fill(url, archive, options);
    await target.script("ANALYZE");
  } finally {
    await target.close();
  }
  const database = await openDatabase({ dataDirectory: "", databaseUrl: url });
  try {
    await assertPublicOnly(database, publicRole);
  } finally {
    await database.close();
  }
}

async function assertEmpty(database: Database): Promise<void> {
  const tables = await tablesOf(database).catch((error) => {
    throw new KindredError("DATABASE_UNUSABLE", `PostgreSQL does not answer: ${error.message}`);
  });
  if (tables.length === 0) return;
  throw new KindredError(
    "CONFLICT",
    `The database already has tables, for example ${tables[0]}. Ask an administrator for an empty database (CREATE DATABASE), and set DATABASE_URL to it.`,
  );
}

async function fill(url: string, archive: Archive, options: BackupOptions): Promise<void> {
  const { signal, onProgress } = options;
  const folder = await mkdtemp(join(tmpdir(), "kindred-restore-"));
  try {
    const entries = await entriesOf(url, archive, signal);
    const list = join(folder, "entries");
    await writeFile(list, entries.join("\n"));
    const tables = entries.filter((entry) => entry.includes(" TABLE DATA ")).length;
    let done = 0;
    const onLine = (line: string) => {
      if (line.includes("processing data for table")) onProgress("Restoring", done++, tables);
    };
    const args = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-password", "--verbose"];
    // An empty name means PGDATABASE. Without --dbname pg_restore would print the statements.
    const tool = startTool("pg_restore", [...args, `--use-list=${list}`, "--dbname="], url, { signal, onLine });
    await feed(archive, tool.stdin, signal);
    await tool.ended();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without default privileges, which name the old server's roles: `makePublicRole` sets those of the new server. */
async function entriesOf(url: string, archive: Archive, signal: AbortSignal): Promise<string[]> {
  const tool = startTool("pg_restore", ["--list"], url, { signal });
  const [listed] = await Promise.all([text(tool.stdout), feed(archive, tool.stdin, signal)]);
  await tool.ended();
  return listed.split("\n").filter((line) => !line.startsWith(";") && !line.includes(" DEFAULT ACL "));
}

/** Ends without an error if the tool stops reading because it has all that it needs. */
async function feed({ path, line }: Archive, stdin: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(contentsOf(path, line, signal)), stdin).catch((error) => {
    if (!["EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET"].includes(error.code)) throw error;
  });
}
