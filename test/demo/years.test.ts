// The invented England from year to year: attendance, pupils, and schools that open, close, merge and convert.
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Row, readAbsence, readTables } from "../../bench/demo-published.js";
import { correlation, mean } from "../../bench/demo-statistics.js";
import { type EnglandFiles, writeEngland } from "../../demo/write-england.js";

const root = mkdtempSync(join(tmpdir(), "england-years-"));
type Cells = Record<string, string>;

/** Academic year -> census day, ISO. */
const censusDays = new Map([
  ["2018/19", "2019-01-16"],
  ["2021/22", "2022-01-16"],
  ["2022/23", "2023-01-16"],
  ["2023/24", "2024-01-16"],
]);
const iso = (date: string) => date.split("-").reverse().join("-");

let files: EnglandFiles;
let register: Map<string, Cells>;
let links: Cells[];
/** Academic year -> URN -> its row in the tables. */
const tables = new Map<string, Map<string, Row>>();
/** URN -> overall absence of 2025/26. */
let later: Map<string, number>;

async function read(path: string): Promise<Cells[]> {
  return parse(iconv.decode(await readFile(path), "win1252"), { columns: true });
}

beforeAll(async () => {
  files = await writeEngland(root, { schools: 2000, seed: 5 });
  register = new Map((await read(files.gias)).map((row) => [row.URN!, row]));
  links = await read(files.links);
  for (const { performanceTables } of [...files.earlier, files]) {
    const rows = readTables(performanceTables.directory).filter(({ urn }) => register.has(urn));
    tables.set(performanceTables.year, new Map(rows.map((row) => [row.urn, row])));
  }
  later = new Map(readAbsence(files.later.absence).map(({ urn, overall }) => [urn, overall[0]!]));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const urns = (year: string) => [...tables.get(year)!.keys()];

/** The entries of schools that have a figure in both. */
const inBoth = (one: Map<string, number>, other: Map<string, number>) =>
  [...one].filter(([urn, value]) => Number.isFinite(value) && Number.isFinite(other.get(urn) ?? Number.NaN));

describe("attendance", () => {
  it("is about 95.5% before the pandemic, 92% after it, and then rises slowly", async () => {
    const national = (await read(files.absence)).filter((row) => row.geographic_level === "National");
    const after = (await read(files.later.absence)).filter((row) => row.geographic_level === "National");
    const attendance = [...national, ...after].map((row) => 100 - Number(row.sess_overall_percent));
    expect(national.map((row) => row.time_period)).toEqual(["202122", "202223", "202324", "202425"]);
    expect(after.map((row) => row.time_period)).toEqual(["202526"]);
    const [first, second, third, base, last] = attendance as [number, number, number, number, number];
    for (const value of attendance) expect(value).toBeGreaterThan(91.8);
    expect(Math.abs(second - first)).toBeLessThan(0.5);
    expect([third - second, base - third, last - base].every((rise) => rise > 0.05 && rise < 0.8)).toBe(true);
    const before = mean([...tables.get("2018/19")!.values()].map((row) => row.absence).filter(Number.isFinite));
    expect(100 - before).toBeGreaterThan(94.8);
    expect(100 - before).toBeLessThan(96);
  });

  it("of a school after the pandemic resembles what it was before", () => {
    const before = new Map([...tables.get("2018/19")!].map(([urn, row]) => [urn, row.absence]));
    const primary = readAbsence(files.absence).filter(({ phase }) => phase === "Primary");
    const since = new Map(primary.map(({ urn, overall }) => [urn, overall[1]!]));
    const both = inBoth(before, since);
    expect(both.length).toBeGreaterThan(1000);
    const found = correlation(
      both.map(([, value]) => value),
      both.map(([urn]) => since.get(urn)!),
    );
    expect(found).toBeGreaterThan(0.6);
    expect(found).toBeLessThan(0.8);
  });

  it("of the target year is published for schools that were open, new ones included", () => {
    for (const urn of later.keys()) {
      const { CloseDate, OpenDate } = register.get(urn)!;
      expect(CloseDate === "" || iso(CloseDate!) > "2026-01-16").toBe(true);
      expect(iso(OpenDate!) <= "2026-01-16").toBe(true);
    }
    const opened = [...register.values()].filter((row) => row.OpenDate === "01-09-2025").map((row) => row.URN!);
    expect(opened.filter((urn) => later.has(urn)).length).toBeGreaterThan(opened.length / 2);
    const withoutFigure = [...later.values()].filter(Number.isNaN).length / later.size;
    expect(withoutFigure).toBeGreaterThan(0);
    expect(withoutFigure).toBeLessThan(0.02);
  });
});

describe("pupils", () => {
  it("change by a few per cent a year, and more of them have plans", () => {
    for (const [one, next] of [
      ["2021/22", "2022/23"],
      ["2022/23", "2023/24"],
      ["2023/24", "2024/25"],
    ] as const) {
      const rows = [...tables.get(next)!].flatMap(([urn, row]) => {
        const before = tables.get(one)!.get(urn);
        const known = before && row.phase === "primary" && before.roll > 100 && row.roll > 0;
        return known ? [{ before, after: row }] : [];
      });
      const merged = rows.filter(({ before, after }) => Math.abs(after.roll / before.roll - 1) > 0.25);
      expect(merged.length).toBeLessThan(10);
      expect(mean(rows.map(({ before, after }) => Math.abs(after.roll / before.roll - 1)))).toBeLessThan(0.05);
      expect(new Set(rows.map(({ before, after }) => before.roll === after.roll))).toContain(false);
    }
    const plans = ["2018/19", "2021/22", "2022/23", "2023/24", "2024/25"].map((year) =>
      mean([...tables.get(year)!.values()].flatMap(({ phase, ehc }) => (phase === "primary" && ehc >= 0 ? [ehc] : []))),
    );
    expect(plans).toEqual([...plans].sort((a, b) => a - b));
  });

  it("are counted in a year's census if their school was open on the day", () => {
    for (const [year, day] of censusDays) {
      expect(urns(year).length).toBeGreaterThan(1900);
      for (const urn of urns(year)) {
        const { OpenDate, CloseDate } = register.get(urn)!;
        expect(iso(OpenDate!) <= day && (CloseDate === "" || iso(CloseDate!) >= day)).toBe(true);
      }
    }
  });
});

describe("schools", () => {
  it("close between years", () => {
    const gone = urns("2018/19").filter((urn) => !tables.get("2024/25")!.has(urn));
    const linked = new Set(links.map((row) => row.URN));
    expect(gone.some((urn) => !linked.has(urn))).toBe(true);
    expect(gone.some((urn) => linked.has(urn))).toBe(true);
  });

  it("open between years", () => {
    const opened = urns("2023/24").filter((urn) => !tables.get("2018/19")!.has(urn));
    expect(opened.length).toBeGreaterThan(20);
    const names = new Set(opened.map((urn) => register.get(urn)!["TypeOfEstablishment (name)"]));
    expect(names).toContain("Free schools");
  });

  it("merge between years: the figures of one end, and the other grows", () => {
    const merged = links.filter(
      (row) => row.LinkType === "Predecessor - merged" && /20(19|21|22)$/.test(row.LinkEstablishedDate!),
    );
    expect(merged.length).toBeGreaterThan(2);
    for (const { URN, LinkURN } of merged) {
      const before = tables.get("2018/19")!;
      const after = tables.get("2023/24")!;
      expect(before.has(LinkURN!) && before.has(URN!)).toBe(true);
      expect(after.has(LinkURN!)).toBe(false);
      expect(after.get(URN!)!.roll).toBeGreaterThan(before.get(URN!)!.roll);
    }
  });

  it("convert between years: the successor goes on with the figures of its predecessor", () => {
    const before = tables.get("2018/19")!;
    const after = tables.get("2021/22")!;
    const converted = links.filter(
      (row) => row.LinkType === "Predecessor" && before.has(row.LinkURN!) && after.has(row.URN!),
    );
    expect(converted.length).toBeGreaterThan(20);
    for (const { URN, LinkURN } of converted) {
      expect(before.has(URN!)).toBe(false);
      expect(after.has(LinkURN!)).toBe(false);
    }
    const kept = converted.filter(({ URN, LinkURN }) => {
      const ratio = after.get(URN!)!.roll / before.get(LinkURN!)!.roll;
      return ratio > 0.75 && ratio < 1.35;
    });
    expect(kept.length / converted.length).toBeGreaterThan(0.9);
  });
});
