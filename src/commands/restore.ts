// kindred restore: creates a database from a backup; there must be no database yet.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { restore } from "../database/backup/backup.js";
import { assertReadable } from "./input.js";
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
