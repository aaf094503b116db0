// kindred compare: puts two to eight lists of peers side by side, without a database.
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import { computeSections } from "../comparison/compute.js";
import type { Figure } from "../comparison/figure.js";
import { figuresAsCsv, schoolsAsCsv } from "../comparison/files/csv.js";
import { comparisonAsJson } from "../comparison/files/json.js";
import { type Hashed, manifestAsJson } from "../comparison/files/manifest.js";
import { type PeersRead, readPeers } from "../comparison/files/read-peers.js";
import { readSchools } from "../comparison/files/read-schools.js";
import { assertComparable, type CompareRequest } from "../comparison/files/request.js";
import { summaryOf } from "../comparison/files/summary.js";
import type { Compared, Schools } from "../comparison/lists.js";
import { comparePairs, type Pair } from "../comparison/pairs.js";
import { KindredError } from "../errors.js";
import type { Rejection } from "../import/report.js";
import { Incomplete } from "./incomplete.js";
import { columnIs, columnList, wholeNumber } from "./options.js";
import { assertWritable, makeFolder, writeWhole } from "./output.js";
import { type Interruptible, withSignal } from "./session.js";

interface CompareFlags extends CompareRequest {
  readonly school?: string;
  readonly out: string;
}

export const compareCommand = new Command("compare")
  .description("compare lists of peers: agreement, balance, validity, hubs and nearness (docs/comparing.md)")
  .requiredOption("--table <file>", "a CSV file with a row for each school; its first line names the columns")
  .requiredOption("--id <column>", "the table's column that identifies a school")
  .option("--block <column>", "schools are compared with schools that have the same value in this column")
  .option("--where <column=value>", "use only schools with this value; can be repeated", columnIs, [])
  .option(
    "--peers <name=file>",
    "a list to compare: a name, and a CSV file with id,rank,peer[,distance] as kindred match writes it; two to eight times",
    nameAndFile,
    [],
  )
  .option("--attributes <columns>", "numbers to measure balance on, separated by commas", columnList, [])
  .option("--outcome <column>", "attendance of the base year")
  .option("--held-out <column>", "attendance of a later year, which no strategy has read, for peers to predict")
  .option(
    "--groups <columns>",
    "columns whose values are told apart, such as region, separated by commas",
    columnList,
    [],
  )
  .option("--seed <number>", "of random peers and resamples", wholeNumber(0, 2 ** 31 - 1), 1)
  .option("--school <id>", "a school whose peers the report shows on maps, by easting and northing")
  .requiredOption(
    "--out <folder>",
    "folder for figures.csv, schools.csv, comparison.json, report.html and manifest.json",
  )
  .action((flags: CompareFlags) => withSignal((interruptible) => compare(flags, interruptible)));

/** What the files are made from. */
interface Computed {
  readonly request: CompareRequest;
  readonly compared: Compared;
  readonly pairs: readonly Pair[];
  readonly figures: readonly Figure[];
  /** The row of the school of `--school`. */
  readonly school: number | undefined;
}

/** File -> its content, in the order in which they are written. */
const contents: Readonly<Record<string, (computed: Computed) => Iterable<string> | Promise<Iterable<string>>>> = {
  "figures.csv": ({ figures }) => figuresAsCsv(figures),
  "schools.csv": ({ compared, pairs }) => schoolsAsCsv(compared, pairs),
  "comparison.json": ({ request, compared, pairs, figures }) => comparisonAsJson(request, compared, pairs, figures),
  "report.html": async ({ request, compared, figures, school }) => {
    const { renderReport } = await import("../comparison/report/report.js"); // what draws takes long to load
    return [renderReport({ title: `Peers compared: ${basename(request.table)}`, compared, figures, school })];
  },
};

/** Names the other files with their hashes, so it is written last. */
const manifestFile = "manifest.json";
const allFiles = [...Object.keys(contents), manifestFile];

/** Nothing is written before all is read and computed. */
async function compare({ out, school: id, ...request }: CompareFlags, interruptible: Interruptible): Promise<void> {
  assertComparable(request);
  const read = await readSchools(request, interruptible.signal);
  const school = id === undefined ? undefined : rowOf(id, read.schools);
  const lists: PeersRead[] = [];
  for (const given of request.peers) lists.push(await readPeers(given, request.id, read.schools, interruptible.signal));
  await makeFolder(out);
  const inputs = [request.table, ...request.peers.map(({ path }) => path)];
  const outputs = allFiles.map((file) => join(out, file));
  await assertWritable(outputs, ...inputs);

  const compared = { schools: read.schools, lists: lists.map(({ list }) => list), seed: request.seed };
  const pairs = comparePairs(compared);
  const figures = await compute(compared, pairs, interruptible);
  const written: Hashed[] = [];
  for (const [file, content] of Object.entries(contents))
    written.push(await writeHashed(out, file, await content({ request, compared, pairs, figures, school })));
  await writeWhole(join(out, manifestFile), [manifestAsJson(request, read, lists, figures, written)]);

  const rejected = [read.table, ...lists].map((file) => file.rejected);
  for (const [at, path] of inputs.entries()) printRejections(path, rejected[at]!);
  print(summaryOf(request, read, lists, figures));
  print(`Wrote ${allFiles.join(", ")} to ${out}`);
  if (rejected.some(({ length }) => length > 0)) throw new Incomplete();
}

function rowOf(id: string, { ids }: Schools): number {
  const row = ids.indexOf(id);
  if (row >= 0) return row;
  throw new KindredError(
    "BAD_ARGUMENT",
    `--school ${id}: none of the ${ids.length} schools that are compared has this id.`,
  );
}

async function compute(compared: Compared, pairs: readonly Pair[], { signal, progress }: Interruptible) {
  const sections: (readonly Figure[])[] = [];
  for (const { section, figures } of computeSections(compared, pairs)) {
    sections.push(figures);
    progress.report(section, 1, 1);
    await setImmediate(); // lets Ctrl-C through
    if (signal.aborted) throw new KindredError("CANCELLED", "The comparison was cancelled. Nothing was written.");
  }
  progress.end();
  return sections.flat();
}

async function writeHashed(folder: string, file: string, chunks: Iterable<string>): Promise<Hashed> {
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

/** So many rejected rows of a file are told; the summary counts all of them. */
const rejectionsTold = 100;

function printRejections(path: string, rejected: readonly Rejection[]): void {
  for (const { line, column, value, reason } of rejected.slice(0, rejectionsTold))
    print(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the row is left out`);
  const more = rejected.length - rejectionsTold;
  if (more > 0) print(`${path}: ${more.toLocaleString("en-GB")} more rows are left out`);
}

const print = (text: string) => process.stderr.write(`${text}\n`);

/** `ours=ours.csv`, added to the lists before it. */
function nameAndFile(text: string, before: CompareRequest["peers"]): CompareRequest["peers"] {
  const [, name = "", path = ""] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  // A control character would break the lines of the summary.
  if (!/^\P{C}{1,60}$/u.test(name.trim()))
    throw new InvalidArgumentError("Give a name and a file, for example ours=ours.csv.");
  return [...before, { name: name.trim(), path }];
}
