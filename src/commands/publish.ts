// kindred publish: makes a run and its cohorts public.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { publishRun } from "../targets/separation/publish.js";
import { overrideReasonOption, runId } from "./options.js";
import { withSession } from "./session.js";

export const command = new Command("publish")
  .argument("<run>", "id of the run, as listed by kindred runs", runId)
  .option(...overrideReasonOption)
  .action((id: string, { overrideReason }: { overrideReason?: string }) =>
    withSession(async ({ database }) => {
      await publishRun(database, operator, { runId: id, overrideReason });
      process.stdout.write(`run ${id} is published\n`);
    }),
  );
