// Checks an embedded database for damage: its files before it is opened, its catalogue once it is open.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { KindredError } from "../errors.js";
import { type ControlFile, readControlFile } from "./control-file.js";
import type { Sql } from "./database.js";
import { contentsOf, namesIn, sizeOf } from "./files.js";
import { sizeFault, sizesAtClose } from "./sizes.js";

/** The major version of PostgreSQL in PGlite. */
const postgresVersion = "18";

const remedy =
  "Move it away and restore a backup (kindred restore), or set KINDRED_DATA to another directory and import again.";

export const damaged = (directory: string, what: string) =>
  new KindredError(
    "DATABASE_DAMAGED",
    `The embedded database in ${directory} is damaged: ${what}. Nothing in it was changed. ${remedy}`,
  );

export const unusable = (directory: string, why: string, advice = "") =>
  new KindredError("DATABASE_UNUSABLE", `${directory} cannot be opened: ${why}. Nothing in it was changed.${advice}`);

/**
 * Checks what PostgreSQL does not. "unknown": the expected file sizes are not recorded, because the database was not
 * shut down or was closed by an earlier version of Kindred. Call `checkCatalogue` then.
 * @throws KindredError DATABASE_DAMAGED | DATABASE_UNUSABLE
 */
export function checkFiles(directory: string): "absent" | "whole" | "unknown" {
  const names = readdirSync(directory).filter((name) => !name.startsWith("."));
  if (names.length === 0) return "absent";
  const version = contentsOf(join(directory, "PG_VERSION"))?.toString("latin1").trim();
  if (version === undefined && !names.some((name) => name === "base" || name === "global" || name.startsWith("pg_")))
    throw unusable(
      directory,
      `it holds other files (${names.slice(0, 3).join(", ")}) but no database`,
      " Set KINDRED_DATA to a directory that only Kindred uses.",
    );
  if (version === undefined) throw damaged(directory, "PG_VERSION is missing");
  if (!/^\d{1,2}(\.\d{1,2})?$/.test(version)) throw damaged(directory, "PG_VERSION does not hold a version");
  if (version !== postgresVersion)
    throw unusable(
      directory,
      `PostgreSQL ${version} wrote it, and this version of Kindred has PostgreSQL ${postgresVersion}`,
      " Use the version of Kindred that wrote it, or set KINDRED_DATA to another directory and import again.",
    );
  const control = readControlFile(directory);
  if (!control) throw damaged(directory, "global/pg_control is missing, cut short or overwritten");
  const sizes = sizesAtClose(directory, control);
  const fault =
    walFault(directory, control) ?? transactionStatusFault(directory, control) ?? sizeFault(sizes, directory);
  if (fault) throw damaged(directory, fault);
  return sizes ? "whole" : "unknown";
}

/** A missing last segment goes unnoticed: it may never have existed. */
function walFault(directory: string, { walSegmentSize, redo, timeline }: ControlFile): string | null {
  const segments = namesIn(join(directory, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name));
  for (const name of segments) {
    const size = sizeOf(join(directory, "pg_wal", name));
    if (size !== walSegmentSize) return `pg_wal/${name} has ${size} bytes, not ${walSegmentSize}`;
  }
  const nameOf = (segment: bigint) => {
    const perFile = 0x1_0000_0000n / BigInt(walSegmentSize);
    const parts = [BigInt(timeline), segment / perFile, segment % perFile];
    return parts.map((part) => part.toString(16).toUpperCase().padStart(8, "0")).join("");
  };
  const first = redo / BigInt(walSegmentSize);
  const last = segments.sort().at(-1) ?? "";
  for (let segment = first; segment === first || nameOf(segment) < last; segment++) {
    if (!segments.includes(nameOf(segment))) return `pg_wal/${nameOf(segment)} is missing`;
  }
  return null;
}

/** Without the record of committed transactions, recovery starts an empty record, and their rows are lost. */
function transactionStatusFault(directory: string, { nextTransaction }: ControlFile): string | null {
  const perFile = 1 << 20;
  const number = Math.floor((nextTransaction - 1) / perFile);
  const file = `pg_xact/${number.toString(16).toUpperCase().padStart(4, "0")}`;
  return sizeOf(join(directory, file)) ? null : `${file} is missing or empty`;
}

/**
 * Compares the catalogue with the files. Otherwise a missing table or index shows only when it is read, and a truncated
 * table never: it reads as one with fewer rows. `relpages` is a table's last known size; no VACUUM shrinks it.
 * @throws KindredError DATABASE_DAMAGED
 */
export async function checkCatalogue(sql: Sql, directory: string): Promise<void> {
  const [fault] = await sql.query<{ name: string; file: string; size: number | null }>(`
    SELECT relname::text AS name, file, (stat).size::float8 AS size
    FROM pg_class, pg_relation_filepath(oid) AS file, pg_stat_file(file, true) AS stat
    WHERE relkind IN ('r', 'i', 't', 'S', 'm') AND relpersistence = 'p'
      AND ((stat).size IS NULL
        OR (stat).size / 8192 < greatest(least(relpages, 131072), CASE relkind WHEN 'i' THEN 1 ELSE 0 END))
    ORDER BY 1 LIMIT 1`);
  if (!fault) return;
  throw damaged(
    directory,
    fault.size === null
      ? `${fault.file} (${fault.name}) is missing`
      : `${fault.file} (${fault.name}) is cut short to ${fault.size} bytes`,
  );
}

/** The damage that a statement ran into, such as a page with a wrong checksum; null for other errors. */
export function damageFoundBy(error: unknown): KindredError | null {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string; message?: string } } } };
  const ofPrisma = meta?.driverAdapterError?.cause;
  const { code, message = "" } = ofPrisma
    ? { code: ofPrisma.originalCode, message: ofPrisma.message }
    : (error as { code?: string; message?: string });
  const missingFile = code === "58P01" && /could not open file "(base|global|pg_\w+)\//.test(message);
  if (code !== "XX001" && code !== "XX002" && !missingFile) return null;
  return new KindredError("DATABASE_DAMAGED", `The database is damaged: ${message}. ${remedy}`);
}
