// kindred targets: list the sets, issue a drafted one, and count who met theirs. Counts only: a target is read through the API.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { KindredError } from "../errors.js";
import { issueTargets } from "../targets/draft.js";
import { metCounts } from "../targets/met-counts.js";
import { freezeShown } from "./freeze.js";
import { academicYear } from "./options.js";
import { withReadingSession, withSession } from "./session.js";
import { listTargets } from "./target-sets.js";

const issue = new Command("issue")
  .description("issue a drafted set: schools can read their targets from then on")
  .argument("<set>", "its id, as kindred targets list shows it")
  .action((id: string) =>
    withSession(async ({ database, progress }) => {
      await issueTargets(database, operator, id, freezeShown(progress));
      process.stdout.write(`targets ${id} are issued\n`);
    }),
  );

const met = new Command("met")
  .description("count the schools that met their target in a later year, or would have")
  .argument("<set>", "its id")
  .requiredOption("--year <year>", "the later year, as 2023/24", academicYear)
  .action((id: string, { year }: { year: string }) =>
    withReadingSession(async ({ database }) => {
      const counts = await metCounts(database, operator, id, year);
      if (!counts) throw new KindredError("NOT_FOUND", `There is no whole set of targets ${id}.`);
      const columns = ["met", "missed", "withinNoise", "withoutFigure"] as const;
      const row = (cells: readonly (string | number)[]) =>
        `${cells.map((cell, i) => (i ? String(cell).padStart(14) : String(cell).padEnd(22))).join("")}\n`;
      process.stdout.write(row(["", "met", "missed", "(within noise)", "no figure"]));
      for (const count of counts) process.stdout.write(row([count.block ?? "", ...columns.map((name) => count[name])]));
    }),
  );

export const targetsCommand = new Command("targets")
  .description("list and issue targets, and count outcomes")
  .addCommand(listTargets)
  .addCommand(issue)
  .addCommand(met);
