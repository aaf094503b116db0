// kindred attendance: percentages from counts of register codes, held against a vendor's own, without a database.
import { basename } from "node:path";
import { Command } from "commander";
import { KindredError } from "../errors.js";
import { readExport } from "../submissions/conformance/read-export.js";
import { readSessions } from "../submissions/conformance/read-sessions.js";
import { figuresAsCsv, summaryOf, warningsOf } from "../submissions/conformance/school-figures.js";
import { type Verdict, verdictOn } from "../submissions/conformance/verdict.js";
import { Incomplete } from "./incomplete.js";
import { assertReadable } from "./input.js";
import { assertWritable, print, writeWhole } from "./output.js";
import { printRejections } from "./rejections.js";
import { withSignal } from "./signal.js";

interface AttendanceFlags {
  readonly out: string;
  readonly expect?: string;
}

export const command = new Command("attendance")
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
      const report = (stage: string) => (done: number, total: number) => progress.report(stage, done, total);
      const sessions = await readSessions(path, signal, report("reading"));
      const expected = expect === undefined ? undefined : await readExport(expect, signal);
      const names = { sessions: basename(path), expected: basename(expect ?? "") };
      const comparing = { signal, onProgress: report("comparing school by school") };
      const hasFigures = sessions.schools.length > 0;
      const verdict = expected && hasFigures && (await verdictOn(sessions, expected, names, comparing));
      progress.end();
      printRejections(path, sessions.rejected);
      if (expected) printRejections(expect!, expected.rejected);
      if (!hasFigures)
        throw new KindredError("NO_DATA", `${names.sessions} has no row that can be counted. Nothing is written.`);
      await writeWhole(out, figuresAsCsv(sessions.schools));
      for (const warning of warningsOf(sessions)) print(`warning: ${warning}`);
      print(summaryOf(sessions));
      if (verdict) printVerdict(verdict, out === "-" ? process.stderr : process.stdout);
      if (sessions.rejected.length > 0 || (verdict && !verdict.passed)) throw new Incomplete();
    }),
  );

/** A result, so it goes to standard output, unless that has the figures. */
function printVerdict({ lines }: Verdict, stream: NodeJS.WriteStream): void {
  stream.write(lines.map((line) => `${line}\n`).join(""));
}
