// Opens the files of an embedded database. If that fails, no byte of them has changed.
import { PGlite } from "@electric-sql/pglite";
import { KindredError } from "../../errors.js";
import { checkCatalogue, checkFiles, damaged, unusable } from "../damage.js";
import { HeldBackFiles } from "../held-back.js";
import { migrate } from "../migrate.js";
import { connectionOf, pgliteOptions } from "./connection.js";
import { sqlOver, transactionOver } from "./sql.js";

/**
 * PostgreSQL writes to the files before it has checked them, so the changes are held back until it has opened them.
 * @param directory which no other process has open
 * @throws KindredError DATABASE_DAMAGED | DATABASE_UNUSABLE
 */
export async function openFiles(directory: string): Promise<PGlite> {
  const state = checkFiles(directory);
  const fs = new HeldBackFiles(directory);
  const errorLines: string[] = [];
  let pglite: PGlite | undefined;
  try {
    pglite = await PGlite.create({
      fs,
      ...pgliteOptions(),
      onStderr: (line) => errorLines.push(line) > 0,
    });
    const connection = connectionOf(pglite);
    if (state === "unknown") await checkCatalogue(sqlOver(connection), directory);
    await migrate({ transaction: transactionOver(connection) });
    fs.commit();
    return pglite;
  } catch (error) {
    await pglite?.close().catch(() => {}); // The first error is the one to report.
    fs.discard();
    if (error instanceof KindredError) throw error;
    const fatal = errorLines.findLast((line) => /(FATAL|PANIC):/.test(line))?.replace(/^.*?(FATAL|PANIC): */, "");
    const why = fs.diskError?.message ?? fatal ?? (error as Error).message;
    const isSystemError = error instanceof Error && "syscall" in error;
    if (state === "absent" || fs.diskError || isSystemError || notDamage.test(why)) throw unusable(directory, why);
    throw fatal || isEngineFault(error) ? damaged(directory, why) : error;
  }
}

/** Reasons for which PostgreSQL does not start although its files are undamaged. */
const notDamage = /incompatible with server|configuration|out of memory/;

/** The engine crashed, or PostgreSQL reported an internal or system error. */
const isEngineFault = (error: unknown) =>
  error instanceof WebAssembly.RuntimeError || /^(XX|58)/.test((error as { code?: string }).code ?? "");
