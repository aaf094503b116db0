// What a comparison of two years writes, but for the report.
import { count, counted } from "../../plural.js";
import { engineVersion } from "../../programs.js";
import type { Run } from "../../runs/run.js";
import { asCsv } from "../files/csv.js";
import type { Hashed } from "../files/json.js";
import { figuresOfSection, formatVersion } from "../files/json.js";
import { resamples } from "../resample.js";
import { type YearsCompared, yearName } from "./compare-years.js";
import { section } from "./figures.js";

const columns = ["id", "peer", "change", "reason", "rankThen", "rankNow", "distanceThen", "distanceNow"] as const;

/** One row a school and peer. */
export function changesAsCsv({ changes, urn }: YearsCompared): Generator<string> {
  const rows = changes.map(({ school, peerUrn, change, reason, before, after, distanceNow }) => ({
    id: urn[school]!,
    peer: peerUrn,
    change,
    reason,
    rankThen: before?.rank ?? null,
    rankNow: after?.rank ?? null,
    distanceThen: before?.distance ?? null,
    distanceNow,
  }));
  return asCsv(columns, rows);
}

const requestOf = ({ older, newer, seed }: YearsCompared) => ({ runs: [older.id, newer.id], seed });

/** The request, the schools, and the figures, one to a line. */
export function yearsAsJson(compared: YearsCompared): string {
  const { older, newer, counts, figures } = compared;
  const about = {
    format: formatVersion,
    request: requestOf(compared),
    lists: [yearName(older), yearName(newer)],
    schools: counts,
  };
  return `${JSON.stringify(about, null, 2).slice(0, -2)},
  "sections": {
    ${JSON.stringify(section)}: ${figuresOfSection(section, figures)}
  }
}
`;
}

export function yearsManifest(compared: YearsCompared, outputs: readonly Hashed[]): string {
  const { older, newer, seed, counts, figures, changes } = compared;
  const manifest = {
    format: formatVersion,
    kindred: engineVersion,
    request: requestOf(compared),
    seed,
    resamples,
    inputs: [older, newer].map(inputOf),
    counts: { schools: counts, changes: changes.length, figures: figures.length },
    outputs,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const inputOf = (run: Run) => ({
  run: run.id,
  name: yearName(run),
  fingerprint: run.fingerprint,
  strategy: run.strategy,
  version: run.version,
  parameters: run.parameters,
  constraints: run.constraints,
  population: run.populationId,
  baseYear: run.baseYear,
  circumstancesYear: run.circumstancesYear,
});

/** For the command line: the schools, and what became of the older year's peers. */
export function yearsSummary({ older, newer, counts, figures }: YearsCompared): string {
  const of = (measure: string, attribute = "") =>
    figures.find((figure) => figure.measure === measure && figure.attribute === attribute)?.value ?? null;
  const share = (value: number | null) => (value === null ? "none" : `${(100 * value).toFixed(1)}%`);
  const went = figures
    .filter(
      ({ measure, block, group, value }) => measure === "went_share" && block === "all" && group === "all" && value,
    )
    .map(({ attribute, value }) => `${attribute} ${share(value)}`);
  return [
    `${yearName(older)} (run ${older.id}) and ${yearName(newer)} (run ${newer.id})`,
    `${counted(counts.both, "school")} in both years, ${count(counts.olderOnly)} in ${older.baseYear} alone, ${count(counts.newerOnly)} in ${newer.baseYear} alone`,
    `of the peers of ${older.baseYear}, ${share(of("stayed_share"))} stayed; went: ${went.join(", ") || "none"}`,
  ].join("\n");
}
