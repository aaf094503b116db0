// kindred export: writes a run's cohorts as files for analysts.
import { join } from "node:path";
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { exportedFiles, exportRun } from "../runs/export/export-run.js";
import { requireFinishedRun } from "../runs/store.js";
import { runId } from "./options.js";
import { assertWritable, makeFolder, writeTogether } from "./output.js";
import { withReadingSession } from "./session.js";

export const exportCommand = new Command("export")
  .description("write a run's cohorts as CSV and JSON Lines, with its schools and a manifest (docs/comparing.md)")
  .argument("<run>", "id of the run, as listed by kindred runs", runId)
  .requiredOption("--out <folder>", `folder for ${exportedFiles.join(", ")}`)
  .action((id: string, { out }: { out: string }) =>
    withReadingSession(async ({ database, signal, progress }) => {
      const run = await requireFinishedRun(database, operator, id);
      await makeFolder(out);
      await assertWritable(exportedFiles.map((file) => join(out, file)));
      const { schools, matched } = await writeTogether(out, exportedFiles, (folder) =>
        exportRun(database, operator, run, folder, {
          signal,
          onProgress: (stage, done, total) => progress.report(stage, done, total),
        }),
      );
      progress.end();
      const [counted, withPeers] = [schools, matched].map((count) => count.toLocaleString("en-GB"));
      process.stderr.write(`${withPeers} of ${counted} schools have peers\n`);
      process.stderr.write(`Wrote ${exportedFiles.join(", ")} to ${out}\n`);
    }),
  );
