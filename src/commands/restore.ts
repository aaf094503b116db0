// kindred restore: a database again from a backup, where there is none.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { restore } from "../database/backup/backup.js";
import { withSignal } from "./session.js";

export const restoreCommand = new Command("restore")
  .description("make the database from a file of kindred backup; there must be none yet")
  .argument("<file>", "a backup of the same kind of database")
  .action((path: string) =>
    withSignal(async ({ signal, progress }) => {
      const config = readConfig();
      const { made, kindred } = await restore(config, path, { signal, onProgress: progress.report });
      progress.end();
      process.stdout.write(`The backup that version ${kindred} made at ${made} is restored.\n`);
    }),
  );
