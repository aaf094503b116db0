// Measures how well strategies predict attendance, out of fold where they learn a model, and how well their peers do: the
// mean of the peers' figure in the next year, which no strategy has read, against the school's own. Aggregates only.
//   npx tsx bench/learning.ts --year 2022/23 [--circumstances 2025/26]     (in the database of KINDRED_DATA)
import { parseArgs } from "node:util";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { normaliseConstraints } from "../src/matching/constraints.js";
import { frameOf } from "../src/matching/frame.js";
import { matchFrame } from "../src/matching/match.js";
import type { FrameMatching, SchoolMatching } from "../src/matching/result.js";
import { readAttendance } from "../src/population/attendance.js";
import { freezeInProcess, loadPopulation } from "../src/population/freeze.js";
import { shiftYear } from "../src/population/year.js";
import { markdown } from "./markdown.js";

const strategies = "nearest-neighbour learned-weights boosted-weights predicted-attendance coarsened-exact".split(" ");

/** Blocks with fewer schools that every strategy matched are not shown. */
const fewest = 50;

const { values: flags } = parseArgs({ options: { year: { type: "string" }, circumstances: { type: "string" } } });
const baseYear = flags.year ?? "2022/23";
const database = await openDatabase(readConfig());
try {
  const id = await freezeInProcess(database, { baseYear, circumstancesYear: flags.circumstances });
  const population = await loadPopulation(database, id);
  const nextYear = shiftYear(baseYear, 1);
  const published = (await readAttendance(database, [nextYear])).get(nextYear)!;
  const next = new Map([...published].map(([urn, { attendance }]) => [urn, Number(attendance ?? Number.NaN)]));
  const frame = frameOf(population, normaliseConstraints({}));
  const found: FrameMatching[] = [];
  for (const strategy of strategies) found.push(await matchFrame(frame, { strategy, parameters: {}, packages: [] }));

  for (const block of new Set(population.block)) {
    const predictions = found.map(({ schools }) => schools.map((school) => predict(school, next)));
    const rows = [...population.urn.keys()].filter(
      (row) =>
        population.block[row] === block &&
        [next.get(population.urn[row]!) ?? Number.NaN, ...predictions.map((of) => of[row]!)].every(Number.isFinite),
    );
    if (rows.length < fewest) continue;
    const own = rows.map((row) => next.get(population.urn[row]!)!);
    const table = found.map(({ strategy, learnt }, at) => {
      const { r2, rmse } = fitOf(
        own,
        rows.map((row) => predictions[at]![row]!),
      );
      const { outOfFoldR2 } = (learnt[block] ?? {}) as { outOfFoldR2?: number };
      const matched = frame.block.filter((of, row) => of === block && "peers" in found[at]!.schools[row]!).length;
      return [strategy, outOfFoldR2?.toFixed(3) ?? "", String(matched), r2.toFixed(3), rmse.toFixed(3)];
    });
    console.log(
      `\n${block}: ${rows.length} schools that every strategy matched and that have a figure in ${nextYear}\n`,
    );
    console.log(markdown(["strategy", "R2 out of fold", "matched", "peers' R2", "peers' RMSE"], table, 1));
  }
} finally {
  await database.close();
}

/** The mean of the peers' figures; NaN without any. */
function predict(school: SchoolMatching, figures: ReadonlyMap<number, number>): number {
  const known = ("peers" in school ? school.peers : [])
    .flatMap((peer) => figures.get(peer) ?? [])
    .filter(Number.isFinite);
  return known.reduce((sum, figure) => sum + figure, 0) / known.length;
}

/** R2 is about the mean of `own`. */
function fitOf(own: readonly number[], predicted: readonly number[]) {
  const mean = own.reduce((sum, figure) => sum + figure, 0) / own.length;
  const squares = own.reduce((sum, figure, at) => sum + (figure - predicted[at]!) ** 2, 0);
  return {
    r2: 1 - squares / own.reduce((sum, figure) => sum + (figure - mean) ** 2, 0),
    rmse: Math.sqrt(squares / own.length),
  };
}
