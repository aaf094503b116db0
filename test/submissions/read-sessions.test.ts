import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareSchools } from "../../src/submissions/conformance/columns.js";
import { readSessions } from "../../src/submissions/conformance/read-sessions.js";
import { figuresAsCsv, summaryOf, warningsOf } from "../../src/submissions/conformance/school-figures.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-sessions-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer) {
  const path = join(folder, "sessions.csv");
  await writeFile(path, content);
  return readSessions(path);
}
const header = "school,date,code,count\n";
const figuresOf = async (content: string | Buffer) =>
  [...figuresAsCsv((await read(content)).schools)].slice(1).map((line) => line.trimEnd());
/** Why a line after `1,2024-09-03,/,1` is rejected. */
async function rejectionOf(line: string): Promise<string> {
  const { rejected } = await read(`${header}1,2024-09-03,/,1\n${line}\n`);
  return rejected.map(({ line: at, column, value, reason }) => `${at} ${column} ${value}: ${reason}`).join();
}

describe("a file of sessions", () => {
  it("gives a line a school, with its first and last date, by number and then by text", async () => {
    const lines = ["A-1,2024-09-03,/,1", "100010,2024-09-03,#,40", "99999,2024-09-05,/,3", "99999,2024-09-03,O,1"];
    expect(await figuresOf(`${header}${lines.join("\n")}\n99999,2024-09-04,B,2\n`)).toEqual([
      "99999,2024-09-03,2024-09-05,6,5,0,1,83.333333",
      "100010,2024-09-03,2024-09-03,0,0,0,0,",
      "A-1,2024-09-03,2024-09-03,1,1,0,0,100.000000",
    ]);
  });

  it.each([
    ["with a byte order mark and CRLF", `\ufeff${header}7,2024-09-03,\\,4\n`.replaceAll("\n", "\r\n")],
    [
      "with quoted cells, columns in another order, and spaces",
      `count,"code",date,school\n"4"," \\ ",2024-09-03,"7"\n`,
    ],
    ["with semicolons", "school;date;code;count\n7;2024-09-03;/;4\n"],
    ["with numbers as some programs write them", `${header}7.0,2024-09-03,/,4.0\n`],
    ["with another column", "school,School full name,date,code,count\n7,Hill School,2024-09-03,/,4\n"],
    ["in Windows-1252", Buffer.from("school,place,date,code,count\n7,Caf\xe9,2024-09-03,L,4\n", "latin1")],
  ])("is read %s", async (_, content) => {
    expect(await figuresOf(content)).toEqual(["7,2024-09-03,2024-09-03,4,4,0,0,100.000000"]);
  });

  it("has as many lines as are accepted and rejected, and as many marks as have a class", async () => {
    const lines = ["1,2024-09-03,/,90", "1,2024-09-03,I,6", "1,2024-09-03,O,1", "1,2024-09-03,X,2", "1,2024-09-03,-,1"];
    const sessions = await read(`${header}${lines.join("\n")}\n1,2024-09-03,H,3\n`);
    expect(summaryOf(sessions)).toBe(
      "6 rows: 5 accepted, 1 rejected; 1 school\n100 marks: 97 possible (90 attended, 6 authorised, 1 unauthorised), 2 not possible, 1 blank",
    );
  });

  it("warns of a school in which more than 1% of the marks are blank, and of columns that are not read", async () => {
    const share = (school: number, blank: number) => `${school},2024-09-03,/,99\n${school},2024-09-03,,${blank}\n`;
    const sessions = await read(
      `school,date,code,count,week\n${`${share(1, 1)}${share(2, 2)}`.replaceAll("\n", ",36\n")}`,
    );
    expect(warningsOf(sessions)).toEqual([
      "column not read: week",
      "school 2: 2.0% of its sessions have no mark (2 of 101)",
    ]);
  });
});

describe("a line is rejected", () => {
  it.each([
    [",2024-09-03,/,1", "3 school : no school"],
    ["=1+1,2024-09-03,/,1", "3 school =1+1: begins with =, +, - or @, which a spreadsheet takes for a formula"],
    ["1,03/09/2024,/,1", "3 date 03/09/2024: not a date like 2024-09-03"],
    ["1,2024-09-31,/,1", "3 date 2024-09-31: not a day of the calendar"],
    ["1,2024-09-03,H,1", "3 code H: withdrawn after 18 August 2024: use C"],
    ["1,2024-07-03,K,1", "3 code K: not a register code before 19 August 2024"],
    ["1,2024-09-03,i,1", "3 code i: not a register code: codes are in upper case, here I"],
    ["1,2024-09-03,\\,", "3 count : not a whole number: it is empty"],
    ["1,2024-09-03,\\,1.5", "3 count 1.5: not a whole number"],
    ["1,2024-09-03,\\,-1", "3 count -1: below 0"],
    ["1,2024-09-03,\\,1000001", "3 count 1000001: above 1,000,000"],
    [
      '1,2024-09-03,\\,"1,000"',
      "3 count 1,000: not a whole number: it has a comma, which may mean thousands or decimals; write it like 1234.5",
    ],
    ["1,2024-09-03,\\", "3 the whole row : 3 cells, but the header has 4"],
    ["1,2024-09-03,/,1", "3 code /: a school, date and code has one line: lines 2 and 3; 2 counts"],
    ["1.0, 2024-09-03 , / ,5", "3 code /: a school, date and code has one line: lines 2 and 3; 2 counts"],
  ])("%s", async (line, rejection) => expect(await rejectionOf(line)).toBe(rejection));

  it("and counts nowhere, so that a later one can take its place", async () => {
    expect(await figuresOf(`${header}1,2024-09-02,/,x\n1,2024-09-02,/,2\n1,2024-09-01,H,9\n`)).toEqual([
      "1,2024-09-02,2024-09-02,2,2,0,0,100.000000",
    ]);
  });

  it("for a second blank mark of a school and date, however it is written", async () => {
    const { rejected } = await read(`${header}1,2024-09-02,,1\n1,2024-09-02,-,2\n`);
    expect(rejected).toMatchObject([{ line: 3, reason: expect.stringContaining("lines 2 and 3") }]);
  });
});

describe("a file is refused", () => {
  it.each(["UPN", "Pupil", "pupil_id", "Date of birth", "DOB", "Forename", "Surname", "Full name", "name", "student"])(
    "whole, if a column may name a pupil: %s",
    async (column) => {
      await expect(read(`school,date,code,count,${column}\n1,2024-09-03,/,1,x\n`)).rejects.toMatchObject({
        code: "WRONG_FILE",
        message: `Aggregates only: a payload that names a pupil is refused. sessions.csv has the column "${column}". Send counts of sessions, without it.`,
      });
    },
  );

  it.each([
    ["empty", "", "sessions.csv is empty"],
    ["without a header", "1,2024-09-03,/,5\n", "sessions.csv lacks school, date, code, count."],
    [
      "without a column",
      "school,date,count\n1,2024-09-03,1\n",
      "sessions.csv lacks code. A file of sessions has the columns school,date,code,count; this file has school, date, count.",
    ],
    ["with a column twice", "school,date,code,code,count\n", "two columns"],
  ])("%s", async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringContaining(message),
    });
  });
});

describe("schools", () => {
  it("are in order of their numbers, of any length; the rest in order of their characters", () => {
    const schools = ["b", "10", "a", "9", "009", "Z", "123456789012345678901", "123456789012345678900"];
    expect(schools.sort(compareSchools)).toEqual(["009", "9", "10", ...schools.slice(3, 5), "Z", "a", "b"]);
    expect(schools[3]).toBe("123456789012345678900");
  });
});
