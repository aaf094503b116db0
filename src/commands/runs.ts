// kindred runs: which runs there are, how they stand, and what each may still be used for.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { marksOf, type RunMark } from "../runs/marks.js";
import type { Run } from "../runs/run.js";
import { findRuns } from "../runs/store.js";
import { everyItem } from "./every-page.js";
import { withReadingSession } from "./session.js";
import { aligned, minute } from "./table.js";

export const runsCommand = new Command("runs")
  .description("list the runs, newest first: how each stands, and whether it is published or fed targets")
  .option("--json", "as JSON")
  .action(({ json }: { json?: true }) =>
    withReadingSession(async ({ database }) => {
      const runs = await everyItem((page) => findRuns(database, operator, page));
      const fingerprints = runs.map(({ fingerprint }) => fingerprint);
      const marks = await marksOf(database, operator, fingerprints);
      process.stdout.write(json ? asJson(runs, marks) : asText(runs, marks));
    }),
  );

const none = "There are no runs yet. Start one: kindred run --strategy nearest-neighbour --year 2022/23\n";

/** Both marks are for good: a run with one can never get the other. */
const markTexts: Readonly<Record<RunMark, string>> = {
  PUBLISHED: "published",
  FED_TARGET: "fed targets or partnerships",
};

function asText(runs: readonly Run[], marks: readonly (RunMark | null)[]): string {
  if (runs.length === 0) return none;
  const rows = runs.map(({ id, strategy, version, baseYear, status, startedAt, finishedAt }, at) => {
    const mark = marks[at];
    return [
      id,
      strategy,
      version,
      baseYear,
      status,
      minute(startedAt),
      minute(finishedAt),
      mark ? markTexts[mark] : "-",
    ];
  });
  return aligned(["id", "strategy", "version", "base year", "status", "started", "ended", "mark"], rows);
}

function asJson(runs: readonly Run[], marks: readonly (RunMark | null)[]): string {
  const told = runs.map(({ id, strategy, version, baseYear, circumstancesYear, status, ...run }, at) => ({
    id,
    strategy,
    version,
    baseYear,
    circumstancesYear,
    status,
    errorCode: run.errorCode,
    startedAt: run.startedAt,
    endedAt: run.finishedAt,
    mark: marks[at] ?? null,
  }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
