// kindred import: imports published files and prints a report on each.
import { Command, InvalidArgumentError } from "commander";
import { operator } from "../access/operator.js";
import { refuse } from "../errors.js";
import { type ImportReport, type ImportRequest, importInspected, inspectFiles } from "../import/import.js";
import type { FileOption } from "../import/source.js";
import { fileOptions } from "../import/sources.js";
import { counted } from "../plural.js";
import { type Corrections, correctionsOf } from "../targets/corrections.js";
import { describeReport, isComplete } from "./import-report.js";
import { Incomplete } from "./incomplete.js";
import { academicYear, isoDate } from "./options.js";
import { withSession } from "./session.js";

interface ImportFlags {
  readonly year?: string;
  readonly released?: string;
  readonly replace?: true;
  readonly [option: string]: string | true | undefined;
}

const flagOf = ({ name }: FileOption) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const withYear = new Intl.ListFormat("en-GB").format(fileOptions.filter(({ needsYear }) => needsYear).map(flagOf));

/** Of an option given twice only the last value would count, and a file be left out without a word. */
function once(path: string, before?: string): string {
  if (before === undefined) return path;
  throw new InvalidArgumentError("It is given twice: import one after the other.");
}

export const command = new Command("import");
for (const option of fileOptions) {
  command.option(`${flagOf(option)} <${option.takes}>`, option.description, once);
}
command
  .option("--year <year>", `academic year of ${withYear}, like 2018/19`, academicYear)
  .option("--released <date>", "date of publication, like 2026-04-01: the later release supersedes", isoDate)
  .option("--replace", "import a file even if it ends many of the current links or figures")
  .action(async (flags: ImportFlags) => {
    const request = requestOf(flags);
    const inspected = await inspectFiles(request);
    await withSession(async ({ database, signal, progress }) => {
      const reports = await importInspected(database, inspected, {
        signal,
        onProgress: ({ name, done, total }) => progress.report(`Importing ${name}`, done, total),
      });
      progress.end();
      for (const report of reports) process.stdout.write(`${describeReport(report)}\n`);
      const { unread } = inspected;
      if (unread.length > 0) {
        process.stdout.write(`Not read, since no source has their names or columns: ${unread.join(", ")}\n`);
      }
      const hashesOf = (test: (report: ImportReport) => boolean) => reports.filter(test).map(({ sha256 }) => sha256);
      const corrections = await correctionsOf(database, operator, {
        imported: hashesOf(({ alreadyImported }) => !alreadyImported),
        redated: hashesOf(({ redated }) => redated),
      });
      const { runs, issuedTargets } = corrections;
      if (runs.length > 0 || issuedTargets > 0) process.stdout.write(describeCorrections(corrections));
      if (!reports.every(isComplete)) throw new Incomplete();
    });
  });

function requestOf({ year, released, replace, ...paths }: ImportFlags): ImportRequest {
  const given = fileOptions.filter(({ name }) => paths[name] !== undefined);
  if (given.length === 0) refuse("Nothing to import: name at least one file, for example --gias FILE.");
  if (!year && given.some(({ needsYear }) => needsYear)) {
    refuse(`${withYear} need --year, like 2018/19.`);
  }
  if (year && !given.some(({ needsYear }) => needsYear))
    refuse(`--year is for ${withYear}: the files given name their own years. Leave it out.`);
  const files = given.map(({ name, needsYear }) => {
    const path = String(paths[name]);
    return [name, needsYear && year ? { path, year } : path];
  });
  return { ...Object.fromEntries(files), released, replace };
}

function describeCorrections({ schools, runs, issuedTargets }: Corrections): string {
  return [
    `Corrected figures of ${counted(schools, "school")}. Resting on them: ${counted(issuedTargets, "issued target")}, ${counted(runs.length, "run")}.`,
    ...runs.map(({ id, strategy, baseYear }) => `  run ${id}  ${strategy}  ${baseYear}`),
    "",
  ].join("\n");
}
