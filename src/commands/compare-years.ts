// kindred compare RUN RUN of different base years: who came, who went, and why.
import { join } from "node:path";
import { operator } from "../access/operator.js";
import { figuresAsCsv } from "../comparison/files/csv.js";
import type { Hashed } from "../comparison/files/json.js";
import { usualPersistence } from "../comparison/rank-biased-overlap.js";
import type { RunsRequest } from "../comparison/runs/read-runs.js";
import { compareYears, type YearsCompared } from "../comparison/years/compare-years.js";
import { changesAsCsv, yearsAsJson, yearsManifest, yearsSummary } from "../comparison/years/files.js";
import type { TwoYears } from "../comparison/years/find.js";
import { refuse } from "../errors.js";
import { type Output, writeHashed } from "./comparison-output.js";
import { assertWritable, makeFolder, print, writeWhole } from "./output.js";
import type { Session } from "./session.js";

/** File -> its content, in the order in which they are written. */
const contents: Readonly<Record<string, (compared: YearsCompared) => Iterable<string> | Promise<Iterable<string>>>> = {
  "figures.csv": ({ figures }) => figuresAsCsv(figures),
  "changes.csv": changesAsCsv,
  "comparison.json": (compared) => [yearsAsJson(compared)],
  "report.html": async (compared) => {
    const { renderYears } = await import("../comparison/years/report.js"); // what draws takes long to load
    return [renderYears(compared)];
  },
};

const manifestFile = "manifest.json";
const allFiles = [...Object.keys(contents), manifestFile];

interface OnlyForOneYear extends Pick<Output, "school"> {
  readonly policyFile?: string;
}

/** Nothing is written before all is computed. */
export async function writeYears(
  { database, config, signal, progress }: Session,
  years: TwoYears,
  request: RunsRequest,
  { out, school, policyFile }: Output & OnlyForOneYear,
): Promise<void> {
  assertForYears(years, { ...request, school, policyFile });
  await makeFolder(out);
  await assertWritable(allFiles.map((file) => join(out, file)));
  const compared = await compareYears(database, operator, years, request.seed, {
    packages: config.pluginPackages,
    operation: "kindred compare",
    signal,
    onProgress: (done, total) => progress.report("reading runs", done, total),
  });
  progress.end();
  const written: Hashed[] = [];
  for (const [file, content] of Object.entries(contents))
    written.push(await writeHashed(out, file, await content(compared)));
  await writeWhole(join(out, manifestFile), [yearsManifest(compared, written)]);
  print(yearsSummary(compared));
  print(`Wrote ${allFiles.join(", ")} to ${out}`);
}

function assertForYears(
  { older, newer }: TwoYears,
  { attributes, heldOut, steadiness, p, school, policyFile }: RunsRequest & OnlyForOneYear,
): void {
  const given = Object.entries({
    "--attributes": attributes.length > 0,
    "--held-out": heldOut !== undefined,
    "--policy": policyFile !== undefined,
    "--p": p !== usualPersistence,
    "--steadiness": steadiness === true,
    "--school": school !== undefined,
  }).flatMap(([option, isGiven]) => (isGiven ? [option] : []));
  if (given.length === 0) return;
  refuse(
    `Not for runs of two base years, only for runs of one: ${given.join(", ")}. ` +
      `Run ${older.id} is of ${older.baseYear}, and run ${newer.id} of ${newer.baseYear}.`,
  );
}
