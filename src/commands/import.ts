// kindred import: published files in, one report a file out.
import { Command } from "commander";
import { KindredError } from "../errors.js";
import { type ImportReport, type ImportRequest, importFiles } from "../import/import.js";
import { type Corrections, correctionsOf } from "../targets/corrections.js";
import { operator } from "./operator.js";
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
  .action(async (flags: ImportFlags) => {
    const request = requestOf(flags);
    await withSession(async ({ database, signal, progress }) => {
      const reports = await importFiles(database, request, {
        signal,
        onProgress: ({ name, done, total }) => progress.report(`Importing ${name}`, done, total),
      });
      progress.end();
      for (const report of reports) process.stdout.write(`${describeReport(report)}\n`);
      const touched = await correctionsOf(
        database,
        operator,
        reports.filter(({ alreadyImported }) => !alreadyImported).map(({ sha256 }) => sha256),
      );
      if (touched.runs.length > 0 || touched.issuedTargets > 0) process.stdout.write(describeCorrections(touched));
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
  const { released: _, ...given } = request;
  if (Object.keys(given).length === 0) {
    throw new KindredError("BAD_ARGUMENT", "Nothing to import: name at least one file, for instance --gias FILE.");
  }
  return request;
}

/** `absence 1a_absence_3term_school.csv: 5,736 rows: 5,736 stored, 0 rejected`, and the first rejected rows below it. */
export function describeReport(report: ImportReport): string {
  const count = (rows: number) => rows.toLocaleString("en-GB");
  const skipped = Object.entries(report.rowsSkipped).map(([cause, rows]) => `, ${count(rows)} skipped (${cause})`);
  const counts = `${count(report.rowsRead)} rows: ${count(report.rowsStored)} stored, ${count(report.rowsRejected)} rejected${skipped.join("")}`;
  const rejected = report.rejected.map(
    ({ line, column, value, reason }) => `  line ${line}, ${column} ${JSON.stringify(value)}: ${reason}`,
  );
  const more = report.rowsRejected - report.rejected.length;
  return [
    `${report.kind} ${report.name}: ${counts}${report.alreadyImported ? "; imported before, nothing changed" : ""}`,
    ...rejected,
    ...(more > 0 ? [`  and ${count(more)} more, all kept in the table rejected_row`] : []),
  ].join("\n");
}

function describeCorrections({ schools, runs, issuedTargets }: Corrections): string {
  return [
    `Corrected figures of ${schools} schools. ${issuedTargets} issued targets and ${runs.length} runs rest on them:`,
    ...runs.map(({ id, strategy, baseYear }) => `  run ${id}  ${strategy}  ${baseYear}`),
    "",
  ].join("\n");
}
