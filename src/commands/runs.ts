// kindred runs: lists the runs, with the status of each and what it may still be used for.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { globalIdOf } from "../database/global-id.js";
import type { Run } from "../runs/run.js";
import { findRuns } from "../runs/store.js";
import { marksOf, type RunMark } from "../targets/separation/fingerprint-marks.js";
import { everyItem } from "./every-page.js";
import { withReadingSession } from "./session.js";
import { aligned, minute } from "./table.js";

export const command = new Command("runs").option("--json", "print JSON").action(({ json }: { json?: true }) =>
  withReadingSession(async ({ database }) => {
    const runs = await everyItem((page) => findRuns(database, operator, page));
    const fingerprints = runs.map(({ fingerprint }) => fingerprint);
    const marks = await marksOf(database, operator, fingerprints);
    process.stdout.write(json ? asJson(runs, marks) : asText(runs, marks));
  }),
);

const noRuns = "There are no runs yet. Start one: kindred run --strategy nearest-neighbour --year 2022/23\n";

/** Both marks are permanent: a run with one can never get the other. */
const markTexts: Readonly<Record<RunMark, string>> = {
  PUBLISHED: "published",
  FED_TARGET: "fed targets or partnerships",
};

function asText(runs: readonly Run[], marks: readonly (RunMark | null)[]): string {
  if (runs.length === 0) return noRuns;
  const rows = runs.map(({ id, strategy, version, baseYear, status, startedAt, finishedAt }, i) => {
    const mark = marks[i] ? markTexts[marks[i]] : "-";
    return [id, strategy, version, baseYear, status, minute(startedAt), minute(finishedAt), mark];
  });
  return aligned(["id", "strategy", "version", "base year", "status", "started", "ended", "mark"], rows);
}

function asJson(runs: readonly Run[], marks: readonly (RunMark | null)[]): string {
  const list = runs.map(({ id, strategy, version, baseYear, circumstancesYear, status, errorCode, ...run }, i) => {
    const described = {
      id,
      globalId: globalIdOf("Run", id),
      strategy,
      version,
      baseYear,
      circumstancesYear,
      status,
      errorCode,
    };
    return { ...described, startedAt: run.startedAt, endedAt: run.finishedAt, mark: marks[i] ?? null };
  });
  return `${JSON.stringify(list, null, 2)}\n`;
}
