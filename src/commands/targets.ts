// kindred targets: lists and issues target sets, and counts the schools that met their target. It prints counts only:
// a school's target is read through the API, or exported (export.ts).
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { KindredError } from "../errors.js";
import { issueTargets } from "../targets/draft.js";
import { metCounts } from "../targets/met-counts.js";
import { freezeWithProgress } from "./freeze.js";
import { academicYear, targetSetId } from "./options.js";
import { withReadingSession, withSession } from "./session.js";
import { listTargets } from "./target-sets.js";

const issue = new Command("issue")
  .description("issue a draft set: schools can then read their targets")
  .argument("<set>", "id of the set, as listed by kindred targets list", targetSetId)
  .action((id: string) =>
    withSession(async ({ database, progress }) => {
      await issueTargets(database, operator, id, freezeWithProgress(progress));
      process.stdout.write(`targets ${id} are issued\n`);
    }),
  );

const met = new Command("met")
  .description("count the schools that met their target in a later year, or would have met it")
  .argument("<set>", "id of the set, as listed by kindred targets list", targetSetId)
  .requiredOption("--year <year>", "the later year, for example 2023/24", academicYear)
  .action((id: string, { year }: { year: string }) =>
    withReadingSession(async ({ database }) => {
      const counts = await metCounts(database, operator, id, year);
      if (!counts) throw new KindredError("NOT_FOUND", `No complete target set ${id} was found.`);
      const columns = ["met", "missed", "withinNoise", "withoutFigure"] as const;
      const line = (block: string, cells: readonly (string | number)[]) =>
        `${block.padEnd(22)}${cells.map((cell) => String(cell).padStart(14)).join("")}\n`;
      process.stdout.write(line("", ["met", "missed", "(within noise)", "no figure"]));
      for (const count of counts) {
        const cells = columns.map((name) => count[name]);
        process.stdout.write(line(count.block ?? "", cells));
      }
    }),
  );

export const targetsCommand = new Command("targets").addCommand(listTargets).addCommand(issue).addCommand(met);
