// kindred import: imports published files and prints a report on each.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { KindredError } from "../errors.js";
import { type ImportReport, type ImportRequest, importFiles } from "../import/import.js";
import { type Corrections, correctionsOf } from "../targets/corrections.js";
import { describeReport, isComplete } from "./import-report.js";
import { Incomplete } from "./incomplete.js";
import { academicYear, isoDate } from "./options.js";
import { withSession } from "./session.js";

interface ImportFlags {
  gias?: string;
  links?: string;
  absence?: string;
  performanceTables?: string;
  similarSchools?: string;
  year?: string;
  released?: string;
  replace?: true;
}

export const importCommand = new Command("import")
  .description("import published files; impossible rows are reported and left out")
  .option("--gias <file>", "register of schools: edubasealldata.csv")
  .option("--links <file>", "predecessors and successors: links_edubasealldata.csv")
  .option("--absence <file>", "absence by school: 1a_absence_3term_school.csv")
  .option("--performance-tables <folder>", "england_abs, england_census, england_spine, la_and_region_codes_meta")
  .option("--similar-schools <file>", "circumstances of secondary schools: secondary_values_….csv")
  .option("--year <year>", "academic year of --performance-tables and --similar-schools, like 2018/19", academicYear)
  .option("--released <date>", "date of publication, like 2026-04-01: the later release supersedes", isoDate)
  .option("--replace", "import a file even if it ends many of the current links or figures")
  .action(async (flags: ImportFlags) => {
    const request = requestOf(flags);
    await withSession(async ({ database, signal, progress }) => {
      const reports = await importFiles(database, request, {
        signal,
        onProgress: ({ name, done, total }) => progress.report(`Importing ${name}`, done, total),
      });
      progress.end();
      for (const report of reports) process.stdout.write(`${describeReport(report)}\n`);
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

function requestOf({ year, performanceTables, similarSchools, ...files }: ImportFlags): ImportRequest {
  if (!year && (performanceTables || similarSchools)) {
    throw new KindredError("BAD_ARGUMENT", "--performance-tables and --similar-schools need --year, like 2018/19.");
  }
  const request = {
    ...files,
    ...(performanceTables && year ? { performanceTables: { directory: performanceTables, year } } : {}),
    ...(similarSchools && year ? { similarSchools: { path: similarSchools, year } } : {}),
  };
  const { released: _, replace: __, ...fileOptions } = request;
  if (Object.keys(fileOptions).length === 0) {
    throw new KindredError("BAD_ARGUMENT", "Nothing to import: name at least one file, for example --gias FILE.");
  }
  return request;
}

function describeCorrections({ schools, runs, issuedTargets }: Corrections): string {
  return [
    `Corrected figures of ${schools} schools. ${issuedTargets} issued targets and ${runs.length} runs depend on them:`,
    ...runs.map(({ id, strategy, baseYear }) => `  run ${id}  ${strategy}  ${baseYear}`),
    "",
  ].join("\n");
}
