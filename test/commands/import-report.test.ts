// The report of `kindred import` on a file, and whether every row was used.
import { describe, expect, it } from "vitest";
import { describeReport, isComplete } from "../../src/commands/import-report.js";
import type { ImportReport } from "../../src/import/report.js";

const report: ImportReport = {
  kind: "absence",
  name: "absence.csv",
  sha256: "abc",
  encoding: "utf-8",
  strayLines: [],
  strayLineCount: 0,
  rowsRead: 5736,
  rowsStored: 5730,
  rowsRejected: 0,
  rejections: {},
  rowsSkipped: { "level National": 6 },
  unknownLabels: {},
  ended: 0,
  releasedBy: "NAME",
  superseded: [],
  supersededBy: [],
  alreadyImported: false,
  redated: false,
  rejected: [],
};

describe("the report of a file", () => {
  it("is one line if every row was used: encoding, rows read, stored, rejected and skipped", () => {
    expect(describeReport(report)).toBe(
      "absence absence.csv (utf-8): 5,736 rows: 5,730 stored, 0 rejected, 6 skipped (level National)",
    );
    expect(isComplete(report)).toBe(true);
  });

  it("counts rejected rows by cause, and shows the first", () => {
    const rejected = [{ line: 4, column: "URN", value: "ABC", reason: "not a URN" }];
    const some = { ...report, rowsRejected: 30, rejections: { "URN: not a URN": 30 }, rejected };
    expect(describeReport(some).split("\n").slice(1)).toEqual([
      "  30 rejected, URN: not a URN",
      '  line 4, URN "ABC": not a URN',
      "  and 29 more; the table rejected_row has them all",
    ]);
    expect(isComplete(some)).toBe(false);
  });

  it("lists the lines that are in another encoding", () => {
    const stray = { ...report, strayLines: [4, 9], strayLineCount: 30 };
    expect(describeReport(stray)).toContain("\n  read as windows-1252: line 4, 9 and 28 more");
  });

  it("says in capitals that nothing was stored", () => {
    const none = { ...report, rowsStored: 0, rowsSkipped: { "part of a year: Autumn and spring term": 5736 } };
    expect(describeReport(none)).toContain("\n  NOTHING WAS STORED: every row was skipped or rejected");
    expect(isComplete(none)).toBe(false);
  });

  it("lists what the file supersedes and ends, and says in capitals that it has no release date", () => {
    const superseded = [{ file: "before.csv", released: "2025-03-20", rows: 1200 }];
    const late = { ...report, releasedBy: "IMPORT", superseded, ended: 3 } as const;
    expect(describeReport(late).split("\n").slice(1)).toEqual([
      "  supersedes 1,200 rows of before.csv, released 2025-03-20",
      "  current links or figures that have ended: 3",
      "  NO RELEASE DATE in the name: the file counts as released today. If it is older, import it with --released DATE",
    ]);
  });

  it("names the later file that supersedes it", () => {
    const supersededBy = [{ file: "later.csv", released: "2025-04-01", rows: 7 }];
    expect(describeReport({ ...report, supersededBy })).toContain(
      "\n  superseded by 7 rows of later.csv, released 2025-04-01, a later release",
    );
  });

  it("says that a file was imported before", () => {
    const again = { ...report, alreadyImported: true };
    expect(describeReport(again)).toMatch(/imported before: nothing has changed$/);
    expect(describeReport({ ...again, redated: true })).toMatch(/imported before: only its release date has changed$/);
  });
});
