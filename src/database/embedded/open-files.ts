// Opens the files of an embedded database, or leaves them as they are, to the byte.
import { PGlite } from "@electric-sql/pglite";
import { KindredError } from "../../errors.js";
import { checkCatalogue, checkFiles, damaged, unusable } from "../damage.js";
import { HeldBackFiles } from "../held-back.js";
import { migrate } from "../migrate.js";
import { connectionOf, extensions, withBuffers } from "./connection.js";
import { sqlOver, transactionOver } from "./sql.js";

/** Pages of 8 kB: 32 MB. The operating system keeps the files in memory besides. */
const sharedBuffers = 4096;

/**
 * What fails leaves the files as they were: PostgreSQL writes before it knows what it has.
 * @param directory which nothing else has open
 * @throws KindredError DATABASE_DAMAGED | DATABASE_UNUSABLE
 */
export async function openFiles(directory: string): Promise<PGlite> {
  const before = checkFiles(directory);
  const fs = new HeldBackFiles(directory);
  const said: string[] = [];
  let pglite: PGlite | undefined;
  try {
    pglite = await PGlite.create({
      fs,
      extensions,
      ...withBuffers(sharedBuffers),
      onStderr: (line) => said.push(line) > 0,
    });
    const connection = connectionOf(pglite);
    if (before === "unknown") await checkCatalogue(sqlOver(connection), directory);
    await migrate({ transaction: transactionOver(connection) });
    fs.settle();
    return pglite;
  } catch (error) {
    await pglite?.close().catch(() => {}); // What went wrong first is told.
    fs.abandon();
    if (error instanceof KindredError) throw error;
    const last = said.findLast((line) => /(FATAL|PANIC):/.test(line))?.replace(/^.*?(FATAL|PANIC): */, "");
    const why = fs.trouble?.message ?? last ?? (error as Error).message;
    const ofSystem = error instanceof Error && "syscall" in error;
    if (before === "absent" || fs.trouble || ofSystem || othersFault.test(why)) throw unusable(directory, why);
    throw last || isOfEngine(error) ? damaged(directory, why) : error;
  }
}

/** What PostgreSQL does not start for though its files are whole. */
const othersFault = /incompatible with server|configuration|out of memory/;

/** The engine crashed, or a statement met what cannot be. */
const isOfEngine = (error: unknown) =>
  error instanceof WebAssembly.RuntimeError || /^(XX|58)/.test((error as { code?: string }).code ?? "");
