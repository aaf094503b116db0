// kindred restore: creates a database from a backup; there must be no database yet.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { Command } from "commander";
import { readConfig } from "../config.js";
import { restore } from "../database/backup/backup.js";
import { KindredError } from "../errors.js";
import { withSignal } from "./signal.js";

export const command = new Command("restore")
  .argument("<file>", "a file written by kindred backup from the same kind of database")
  .action((path: string) =>
    withSignal(async ({ signal, progress }) => {
      await assertReadable(path);
      const config = readConfig();
      const { made, kindred } = await restore(config, path, { signal, onProgress: progress.report });
      progress.end();
      process.stdout.write(`Restored the backup that version ${kindred} made at ${made}.\n`);
    }),
  );

/** @throws KindredError BAD_ARGUMENT naming the path */
async function assertReadable(path: string): Promise<void> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotBeRead(path, error.code === "ENOENT" ? "there is no such file" : error.message);
  });
  if (status.isDirectory()) throw cannotBeRead(path, "it is a directory");
  await access(path, constants.R_OK).catch(() => {
    throw cannotBeRead(path, "its mode does not let you");
  });
}

const cannotBeRead = (path: string, reason: string) =>
  new KindredError("BAD_ARGUMENT", `${path} cannot be read: ${reason}`);
