// kindred publish: a run and its cohorts, for anyone.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { publishRun } from "../targets/separation/publish.js";
import { overrideReasonOption } from "./options.js";
import { withSession } from "./session.js";

export const publishCommand = new Command("publish")
  .description("show a run and its cohorts to anyone, for good; it can then never feed targets")
  .argument("<run>", "its id, as kindred runs shows it")
  .option(...overrideReasonOption)
  .action((runId: string, { overrideReason }: { overrideReason?: string }) =>
    withSession(async ({ database }) => {
      await publishRun(database, operator, { runId, overrideReason });
      process.stdout.write(`run ${runId} is published\n`);
    }),
  );
