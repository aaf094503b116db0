// kindred publish: a run and its cohorts, for anyone.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { publishRun } from "../runs/publish.js";
import { withSession } from "./session.js";

export const publishCommand = new Command("publish")
  .description("show a run and its cohorts to anyone, for good; it can then never feed targets")
  .argument("<run>", "its id, as kindred runs shows it")
  .action((id: string) =>
    withSession(async ({ database }) => {
      await publishRun(database, operator, id);
      process.stdout.write(`run ${id} is published\n`);
    }),
  );
