// kindred backup: writes the whole database to one file while servers and workers keep running.
import { Command } from "commander";
import { assertFree, backUp } from "../database/backup/backup.js";
import { engineVersion } from "../programs.js";
import { assertWritable } from "./output.js";
import { withReadingSession } from "./session.js";

export const command = new Command("backup")
  .argument("<file>", "the file to create; only its owner can read it")
  .action(async (path: string) => {
    await assertFree(path);
    await assertWritable([path]);
    await withReadingSession(async ({ database, config, signal, progress }) => {
      const onProgress = progress.report;
      await backUp(database, config, path, engineVersion, { signal, onProgress });
      progress.end();
      process.stdout.write(`Wrote ${path}. It contains every target: keep it secret.\n`);
    });
  });
