// kindred import: published files in, one report a file out.
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
  .description("import published files; rows that cannot be true are reported and left out")
  .option("--gias <file>", "register of schools: edubasealldata.csv")
  .option("--links <file>", "predecessors and successors: links_edubasealldata.csv")
  .option("--absence <file>", "absence by school: 1a_absence_3term_school.csv")
  .option("--performance-tables <folder>", "england_abs, england_census, england_spine, la_and_region_codes_meta")
  .option("--similar-schools <file>", "circumstances of secondary schools: secondary_values_….csv")
  .option("--year <year>", "academic year of --performance-tables and --similar-schools, as 2018/19", academicYear)
  .option("--released <date>", "when the files were published, as 2026-04-01: the later release supersedes", isoDate)
  .option("--replace", "take a file even where it ends many of the links or figures that stand")
  .action(async (flags: ImportFlags) => {
    const request = requestOf(flags);
    await withSession(async ({ database, signal, progress }) => {
      const reports = await importFiles(database, request, {
        signal,
        onProgress: ({ name, done, total }) => progress.report(`Importing ${name}`, done, total),
      });
      progress.end();
      for (const report of reports) process.stdout.write(`${describeReport(report)}\n`);
      const digests = (which: (report: ImportReport) => boolean) => reports.filter(which).map(({ sha256 }) => sha256);
      const touched = await correctionsOf(database, operator, {
        imported: digests(({ alreadyImported }) => !alreadyImported),
        redated: digests(({ redated }) => redated),
      });
      if (touched.runs.length > 0 || touched.issuedTargets > 0) process.stdout.write(describeCorrections(touched));
      if (!reports.every(isComplete)) throw new Incomplete();
    });
  });

function requestOf({ year, performanceTables, similarSchools, ...files }: ImportFlags): ImportRequest {
  if (!year && (performanceTables || similarSchools)) {
    throw new KindredError("BAD_ARGUMENT", "--performance-tables and --similar-schools need --year, as 2018/19.");
  }
  const request = {
    ...files,
    ...(performanceTables && year ? { performanceTables: { directory: performanceTables, year } } : {}),
    ...(similarSchools && year ? { similarSchools: { path: similarSchools, year } } : {}),
  };
  const { released: _, replace: __, ...given } = request;
  if (Object.keys(given).length === 0) {
    throw new KindredError("BAD_ARGUMENT", "Nothing to import: name at least one file, for instance --gias FILE.");
  }
  return request;
}

function describeCorrections({ schools, runs, issuedTargets }: Corrections): string {
  return [
    `Corrected figures of ${schools} schools. ${issuedTargets} issued targets and ${runs.length} runs rest on them:`,
    ...runs.map(({ id, strategy, baseYear }) => `  run ${id}  ${strategy}  ${baseYear}`),
    "",
  ].join("\n");
}
