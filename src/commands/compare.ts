// kindred compare: puts two to eight lists of peers side by side: runs in the database, or files.
import { Command, InvalidArgumentError } from "commander";
import type { CompareRequest } from "../comparison/files/request.js";
import { usualPersistence } from "../comparison/rank-biased-overlap.js";
import { refuse } from "../errors.js";
import { columnIs, columnList, decimal, runIds, wholeNumber } from "./options.js";

interface CompareFlags extends Omit<CompareRequest, "table" | "id"> {
  readonly table?: string;
  readonly id?: string;
  readonly school?: string;
  readonly policy?: string;
  readonly steadiness?: boolean;
  readonly out: string;
}

export const command = new Command("compare")
  .argument(
    "[runs...]",
    "two to eight complete runs of one population, or two of different base years (to list them: kindred runs); without, files",
    runIds,
    [],
  )
  .option("--table <file>", "files: a CSV file with a row for each school; its first line names the columns")
  .option("--id <column>", "files: the table's column that identifies a school")
  .option("--block <column>", "files: schools are compared with schools that have the same value in this column")
  .option("--where <column=value>", "files: use only schools with this value; can be repeated", columnIs, [])
  .option(
    "--peers <name=file>",
    "files: a list to compare: a name, and a CSV file with id,rank,peer[,distance] as kindred match writes it; two to eight times",
    nameAndFile,
    [],
  )
  .option(
    "--attributes <columns>",
    "numbers to measure balance on, separated by commas (default for runs: the circumstances that their strategies read)",
    columnList,
    [],
  )
  .option("--outcome <column>", "files: attendance of the base year")
  .option(
    "--held-out <column-or-year>",
    "attendance of a later year, which no strategy has read, for peers to predict: a column, or with runs a year such " +
      "as 2023/24 (default for runs: the earliest later year with figures)",
  )
  .option(
    "--groups <columns>",
    "files: columns to break the figures down by, such as region, separated by commas",
    columnList,
    [],
  )
  .option(
    "--policy <file>",
    "runs: a JSON file with the policy whose targets are compared (default: the example policy)",
  )
  .option("--seed <number>", "of random peers and resamples", wholeNumber(0, 2 ** 31 - 1), 1)
  .option(
    "--p <number>",
    "of rank-biased overlap, above 0 and below 1: the higher, the more the later ranks count",
    decimal,
    usualPersistence,
  )
  .option(
    "--steadiness",
    "runs: run each strategy again on changed figures, twice and once for each attribute, and compare the peers",
  )
  .option("--school <id>", "a school whose peers the report shows one by one, and on maps by easting and northing")
  .requiredOption(
    "--out <folder>",
    "folder for figures.csv, schools.csv, comparison.json, report.html and manifest.json",
  )
  .action(async (runs: string[], flags: CompareFlags) => {
    if (runs.length > 0) return ofRuns(runs, flags);
    return ofFiles(flags);
  });

async function ofRuns(runs: readonly string[], flags: CompareFlags): Promise<void> {
  const { table, id, block, where, peers, outcome, groups } = flags;
  const forFiles = Object.entries({ table, id, block, where, peers, outcome, groups })
    .filter(([, value]) => value !== undefined && value.length > 0)
    .map(([name]) => `--${name}`);
  if (forFiles.length > 0)
    refuse(`Not for runs, only for files: ${forFiles.join(", ")}. Runs given: ${runs.join(", ")}.`);
  const { compareRuns } = await import("./compare-runs.js"); // files need no database
  const { attributes, heldOut, seed, p, steadiness, policy } = flags;
  await compareRuns({ runs, attributes, heldOut, seed, p, steadiness }, policy, flags);
}

async function ofFiles({ table, id, school, policy, steadiness, out, ...request }: CompareFlags): Promise<void> {
  if (steadiness) {
    refuse(
      "--steadiness is for runs: a list in a file cannot be made again on changed figures. Give runs, or leave it out.",
    );
  }
  if (table === undefined || id === undefined) refuse("Give two to eight runs, or files by --table, --id and --peers.");
  if (policy !== undefined) refuse("Not for files, only for runs: --policy. Targets need a run's figures.");
  const { compareFiles } = await import("./compare-files.js");
  await compareFiles({ ...request, table, id }, { out, school });
}

/** `ours=ours.csv`, added to the lists before it. */
function nameAndFile(text: string, before: CompareRequest["peers"]): CompareRequest["peers"] {
  const [, name = "", path = ""] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  // A control character would break the lines of the summary.
  if (!/^\P{C}{1,60}$/u.test(name.trim()))
    throw new InvalidArgumentError("Give a name and a file, for example ours=ours.csv.");
  return [...before, { name: name.trim(), path }];
}
