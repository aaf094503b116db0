// The files of a comparison: what is compared is computed, and then all of them are written.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { computeFigures } from "../comparison/compute.js";
import type { Figure } from "../comparison/figure.js";
import { figuresAsCsv, schoolsAsCsv } from "../comparison/files/csv.js";
import { comparisonAsJson, type Hashed, manifestAsJson } from "../comparison/files/json.js";
import { summaryOf } from "../comparison/files/summary.js";
import type { Schools } from "../comparison/lists.js";
import { comparePairs, type Pair } from "../comparison/pairs.js";
import type { Source } from "../comparison/source.js";
import { refuse } from "../errors.js";
import { assertWritable, makeFolder, print, writeWhole } from "./output.js";
import type { Interruptible } from "./signal.js";

export interface Output {
  readonly out: string;
  /** The id of a school whose peers the report shows one by one and on maps. */
  readonly school?: string;
}

/** What the files are made from. */
interface Computed {
  readonly source: Source;
  readonly pairs: readonly Pair[];
  readonly figures: readonly Figure[];
  /** The row of the school of `--school`. */
  readonly school: number | undefined;
  /** Of its peers, by list. */
  readonly outside: Awaited<ReturnType<Source["explain"]>>;
}

/** File -> its content, in the order in which they are written. */
const contents: Readonly<Record<string, (computed: Computed) => Iterable<string> | Promise<Iterable<string>>>> = {
  "figures.csv": ({ figures }) => figuresAsCsv(figures),
  "schools.csv": ({ source, pairs }) => schoolsAsCsv(source.compared, pairs),
  "comparison.json": ({ source, pairs, figures }) => comparisonAsJson(source, pairs, figures),
  "report.html": async ({ source, figures, school, outside }) => {
    const { title, compared } = source;
    const { renderReport } = await import("../comparison/report/report.js"); // what draws takes long to load
    const further = await Promise.all(source.further.flatMap(({ loadReport }) => loadReport?.() ?? []));
    return [renderReport({ title, compared, figures, school, outside, further })];
  },
};

/** Names the other files with their hashes, so it is written last. */
const manifestFile = "manifest.json";
export const comparisonFiles: readonly string[] = [...Object.keys(contents), manifestFile];

/**
 * Nothing is written before all is computed.
 * @param inputs files that were read, which are not overwritten
 * @param beforeSummary prints what stands above the summary
 */
export async function writeComparison(
  source: Source,
  { out, school: id }: Output,
  inputs: readonly string[],
  interruptible: Interruptible,
  beforeSummary = () => {},
): Promise<void> {
  const { compared } = source;
  const school = id === undefined ? undefined : rowOf(id, compared.schools);
  await makeFolder(out);
  const outputs = comparisonFiles.map((file) => join(out, file));
  await assertWritable(outputs, ...inputs);

  const pairs = comparePairs(compared);
  const { signal, progress } = interruptible;
  const onProgress = (section: string, done: number, total: number) => progress.report(section, done, total);
  const figures = await computeFigures(source, pairs, { signal, onProgress });
  const outside = school === undefined ? [] : await source.explain(school, peersOf(compared, school), signal);
  progress.end();
  const written: Hashed[] = [];
  for (const [file, content] of Object.entries(contents))
    written.push(await writeHashed(out, file, await content({ source, pairs, figures, school, outside })));
  await writeWhole(join(out, manifestFile), [manifestAsJson(source, figures, written)]);

  beforeSummary();
  print(summaryOf(source, figures));
  print(`Wrote ${comparisonFiles.join(", ")} to ${out}`);
}

const peersOf = ({ lists }: Source["compared"], school: number) => [
  ...new Set(lists.flatMap(({ peers }) => Array.from(peers[school]!))),
];

function rowOf(id: string, { ids }: Schools): number {
  const row = ids.indexOf(id);
  if (row >= 0) return row;
  refuse(`--school ${id}: no school with this id is compared. Schools that are: ${ids.length}.`);
}

/** @returns the file with the hash of what was written */
export async function writeHashed(folder: string, file: string, chunks: Iterable<string>): Promise<Hashed> {
  const hash = createHash("sha256");
  const hashing = function* () {
    for (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await writeWhole(join(folder, file), hashing());
  return { file, sha256: hash.digest("hex") };
}
