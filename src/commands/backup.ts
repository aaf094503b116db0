// kindred backup: the whole database in one file, while everything goes on.
import { Command } from "commander";
import { assertFree, backUp } from "../database/backup/backup.js";
import { engineVersion } from "../matching/discovery.js";
import { withReadingSession } from "./session.js";

export const backupCommand = new Command("backup")
  .description("write the whole database to a file: targets, clients, the audit, everything. Keep it as you keep those")
  .argument("<file>", "a new one; it can be read by its owner alone")
  .action(async (path: string) => {
    await assertFree(path);
    await withReadingSession(async ({ database, config, signal, progress }) => {
      const onProgress = progress.report;
      await backUp(database, config, path, engineVersion, { signal, onProgress });
      progress.end();
      process.stdout.write(`${path} is written. It holds every target: keep it secret.\n`);
    });
  });
