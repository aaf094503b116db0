// kindred attendance: percentages from counts of register codes, held against a vendor's own, without a database.
import { basename } from "node:path";
import { Command } from "commander";
import { KindredError } from "../errors.js";
import { counted, plural } from "../plural.js";
import { readExport } from "../submissions/conformance/read-export.js";
import { readSessions } from "../submissions/conformance/read-sessions.js";
import { figuresAsCsv, summaryOf, warningsOf } from "../submissions/conformance/school-figures.js";
import { type Verdict, verdictOn } from "../submissions/conformance/verdict.js";
import type { RowsRead } from "../table/rows.js";
import { Incomplete } from "./incomplete.js";
import { assertReadable } from "./input.js";
import { assertWritable, writeWhole } from "./output.js";
import { withSignal } from "./signal.js";

interface AttendanceFlags {
  readonly out: string;
  readonly expect?: string;
}

export const attendanceCommand = new Command("attendance")
  .argument("<sessions>", "a CSV file with the columns school,date,code,count: a line a school, date and register code")
  .requiredOption(
    "--out <file>",
    "file for the columns school,from,to,possible,attended,authorised,unauthorised,attendance; - for standard output",
  )
  .option("--expect <export>", "a CSV file with the same columns from your own system, to compare with")
  .action((path: string, flags: AttendanceFlags) =>
    withSignal(async ({ signal, progress }) => {
      const { out, expect } = flags;
      await assertWritable([out], path, ...(expect === undefined ? [] : [expect]));
      if (expect !== undefined) await assertReadable(expect);
      const sessions = await readSessions(path, signal, (done, total) => progress.report("reading", done, total));
      progress.end();
      const expected = expect === undefined ? undefined : await readExport(expect, signal);
      printRejections(path, sessions);
      if (expected) printRejections(expect!, expected);
      if (sessions.schools.length === 0)
        throw new KindredError("NO_DATA", `${basename(path)} has no line that can be counted. Nothing is written.`);
      await writeWhole(out, figuresAsCsv(sessions.schools));
      for (const warning of warningsOf(sessions)) printError(`warning: ${warning}`);
      printError(summaryOf(sessions));
      const names = { sessions: basename(path), expected: basename(expect ?? "") };
      const verdict = expected && verdictOn(sessions, expected, names);
      if (verdict) printVerdict(verdict, out === "-" ? process.stderr : process.stdout);
      if (sessions.rejected.length > 0 || verdict?.passed === false) throw new Incomplete();
    }),
  );

/** Rejected lines of a file to print; the summary counts all of them. */
const maxPrinted = 100;

function printRejections(path: string, { rejected }: RowsRead): void {
  for (const { line, column, value, reason } of rejected.slice(0, maxPrinted))
    printError(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the line is rejected`);
  const more = rejected.length - maxPrinted;
  if (more > 0) printError(`${path}: ${counted(more, "more line")} ${plural(more, "is", "are")} rejected`);
}

/** A result, so it goes to standard output, unless that has the figures. */
function printVerdict({ lines }: Verdict, stream: NodeJS.WriteStream): void {
  stream.write(lines.map((line) => `${line}\n`).join(""));
}

/** To standard error, because standard output may hold the figures. */
const printError = (text: string) => process.stderr.write(`${text}\n`);
