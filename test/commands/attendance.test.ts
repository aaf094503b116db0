import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kindred, kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-attendance-"));
  await writeFile(at("sessions.csv"), sessions);
  await writeFile(at("right.csv"), right);
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const attendance = (...words: string[]) => kindredHere(["attendance", ...words]);

const sessions = `school,date,code,count
100001,2024-09-02,/,26
100001,2024-09-03,U,26
100001,2024-09-03,X,52
100002,2024-09-03,X,10
`;
const header = "school,from,to,possible,attended,authorised,unauthorised,attendance\n";
const right = `${header}100001,2024-09-02,2024-09-03,52,26,0,26,50.0\n100002,2024-09-03,2024-09-03,0,0,0,0,\n`;
const figures = right.replace("50.0", "50.000000");

describe("kindred attendance", () => {
  it("writes the figures of every school", async () => {
    const ended = await attendance(at("sessions.csv"), "--out", at("figures.csv"));
    expect(ended).toMatchObject({ code: 0, out: "" });
    expect(ended.err).toContain("4 rows: 4 accepted, 0 rejected; 2 schools\n");
    expect(await readFile(at("figures.csv"), "utf8")).toBe(figures);
  });

  it("rejects a line with its reason, writes the rest, and ends with 1", async () => {
    await writeFile(at("some.csv"), `${sessions}100002,2024-09-03,J,1\n`);
    const ended = await attendance(at("some.csv"), "--out", "-");
    expect(ended).toMatchObject({ code: 1, out: figures });
    expect(ended.err).toContain(
      'some.csv, line 6, code "J": withdrawn after 18 August 2024: use J1, which is authorised absence; the row is rejected\n',
    );
  });

  it("writes nothing where no line can be counted, and keeps what is there", async () => {
    await writeFile(at("none.csv"), "school,date,code,count\n1,03/09/2024,/,1\n");
    await writeFile(at("kept.csv"), "kept");
    const ended = await attendance(at("none.csv"), "--out", at("kept.csv"));
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("none.csv has no row that can be counted") });
    expect(ended.err).toContain('none.csv, line 2, date "03/09/2024": not a date like 2024-09-03');
    expect(await readFile(at("kept.csv"), "utf8")).toBe("kept");
  });

  it("refuses a file that names pupils, and writes nothing", async () => {
    await writeFile(at("pupils.csv"), "school,date,code,count,UPN\n1,2024-09-03,/,1,A\n");
    const ended = await attendance(at("pupils.csv"), "--out", at("pupils-out.csv"));
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("a payload that names a pupil is refused") });
    expect(await readdir(folder)).not.toContain("pupils-out.csv");
  });

  it("prints 100 rejected lines, and counts the others", async () => {
    const lines = Array.from({ length: 130 }, () => "100001,2024-09-02,/,1\n").join("");
    await writeFile(at("repeated.csv"), `${sessions}${lines}`);
    const { err } = await attendance(at("repeated.csv"), "--out", at("figures.csv"));
    expect(err.match(/the row is rejected/g)).toHaveLength(100);
    expect(err).toContain("repeated.csv: 30 more rows are rejected\n");
    expect(err).toContain("134 rows: 4 accepted, 130 rejected");
  });

  it("is cancelled by Ctrl-C, and keeps the existing file", async () => {
    const codes = ["/", "\\", "L", "B", "I", "M", "O", "U", "X", "D"];
    const lines = Array.from({ length: 40_000 }, (_, day) => {
      const date = new Date(Date.UTC(2024, 8, 2 + (day % 200))).toISOString().slice(0, 10);
      return codes.map((code) => `${100_000 + Math.floor(day / 200)},${date},${code},3\n`).join("");
    });
    await writeFile(at("large.csv"), `school,date,code,count\n${lines.join("")}`);
    await writeFile(at("kept.csv"), "kept");
    const words = ["attendance", at("large.csv"), "--out", at("kept.csv")];
    const ended = await kindred(words, { dataDirectory: at("none"), interruptAt: "reading: " });
    expect(ended).toMatchObject({ code: 130, err: expect.stringContaining("cancelled") });
    expect(await readFile(at("kept.csv"), "utf8")).toBe("kept");
    await rm(at("large.csv"));
  });
});

describe("with an export to compare", () => {
  const compare = (expected: string, out = at("figures.csv")) =>
    attendance(at("sessions.csv"), "--out", out, "--expect", at(expected));

  it("writes a pass with the kit's version, at the export's own decimals", async () => {
    const ended = await compare("right.csv");
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^pass: register codes 2024-08-19, kit 1\nright\.csv, SHA-256 /);
    expect(ended.out).toContain("agrees in every column of 2 schools; decimals of attendance: 1");
  });

  it("lists every difference with both values, and what reconciles them", async () => {
    await writeFile(at("wrong.csv"), right.replace("52,26,0,26,50.0", "104,26,0,78,25"));
    expect(await compare("wrong.csv")).toMatchObject({
      code: 1,
      out: `school 100001, possible: kindred 52, wrong.csv 104
school 100001, unauthorised: kindred 26, wrong.csv 78
school 100001, attendance: kindred 50, wrong.csv 25
3 differences
Neither one or two changes of class, nor three for all dates, reconcile the sessions of all schools.
One change reconciles the sessions
  in school 100001: \`X\` counted as unauthorised absence
`,
    });
  });

  it("lists a school that one of the two lacks, a wrong date, and 0 where nothing was possible", async () => {
    await writeFile(at("other.csv"), right.replace(/^100001/m, "100003").replace(",0,\n", ",0,0\n"));
    const ended = await compare("other.csv");
    expect(ended.out.split("\n").slice(0, 4)).toEqual([
      "school 100001, line: kindred one, other.csv none",
      "school 100002, attendance: kindred (empty), other.csv 0",
      "school 100003, line: kindred none, other.csv one",
      "3 differences",
    ]);
    expect(ended.out).toContain("It should be empty: nothing was possible.");
    await writeFile(at("dates.csv"), right.replace("2024-09-02", "02/09/2024"));
    expect((await compare("dates.csv")).out).toBe(
      "school 100001, from: kindred 2024-09-02, dates.csv 02/09/2024\n1 difference\n",
    );
  });

  it("is not a pass while a line of either file is rejected", async () => {
    await writeFile(at("some.csv"), `${sessions}100002,2024-09-03,J,1\n`);
    await writeFile(at("twice.csv"), `${right}100002,2024-09-03,2024-09-03,0,0,0,0,\n`);
    const rejected = await attendance(at("some.csv"), "--out", at("figures.csv"), "--expect", at("right.csv"));
    expect(rejected).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^No difference, but not a pass\.\n1 row of some/),
    });
    const twice = await compare("twice.csv");
    expect(twice).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^No difference, but not a pass\.\n1 row of twice/),
    });
    expect(twice.err).toContain("a school has one line: lines 3 and 4");
  });

  it("keeps the verdict out of the figures on standard output", async () => {
    const ended = await compare("right.csv", "-");
    expect(ended).toMatchObject({ code: 0, out: figures, err: expect.stringContaining("pass: register codes") });
  });

  it("refuses an export without the columns, before it writes anything", async () => {
    await writeFile(at("columns.csv"), "school,attendance\n100001,50\n");
    const ended = await compare("columns.csv", at("unwritten.csv"));
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("columns.csv lacks from, to, possible,") });
    expect(await readdir(folder)).not.toContain("unwritten.csv");
  });
});
