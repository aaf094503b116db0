import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAbsence, readTables } from "../../bench/demo-published.js";
import { correlation, mean } from "../../bench/demo-statistics.js";
import { type EnglandFiles, writeEngland } from "../../demo/write-england.js";

const root = mkdtempSync(join(tmpdir(), "england-"));
const published = resolve(import.meta.dirname, "../../../shared/data");
type Cells = Record<string, string>;

const read = (path: string, encoding = "utf8"): Cells[] =>
  parse(iconv.decode(readFileSync(path), encoding), { columns: true, bom: true });
const urns = (rows: Cells[], column = "URN") => rows.map((row) => row[column]!).filter((urn) => /^\d{6}$/.test(urn));
function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** Path inside the directory -> sha256. */
function digests(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(directory.length), createHash("sha256").update(readFileSync(path)).digest("hex")];
    }),
  );
}

let files: EnglandFiles;
let register: Cells[];
let links: Cells[];
let absence: Cells[];

beforeAll(async () => {
  files = await writeEngland(join(root, "england"), { schools: 2000, seed: 7 });
  register = read(files.gias, "win1252");
  links = read(files.links, "win1252");
  absence = read(files.absence);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the invented England", () => {
  it("has the same bytes for the same seed, and different ones for another", async () => {
    for (const [name, seed] of [
      ["one", 3],
      ["same", 3],
      ["other", 4],
    ] as const) {
      await writeEngland(join(root, name), { schools: 60, seed });
    }
    const one = digests(join(root, "one"));
    expect(Object.keys(one)).toHaveLength(15);
    expect(digests(join(root, "same"))).toEqual(one);
    expect(digests(join(root, "other"))).not.toEqual(one);
  });

  it("rejects fewer than 50 schools, and fractions of a school", async () => {
    for (const schools of [0, 49, 60.5, Number.NaN]) {
      await expect(writeEngland(join(root, "few"), { schools, seed: 1 })).rejects.toMatchObject({
        code: "BAD_ARGUMENT",
      });
    }
    expect(existsSync(join(root, "few"))).toBe(false);
  });

  it("lists each school once, except in the one row that is invalid on purpose", () => {
    const registered = urns(register);
    expect(repeated(registered)).toEqual([registered[0]]);
    expect(registered.every((urn) => urn >= "800001" && urn <= "899999")).toBe(true);
    const { directory } = files.performanceTables;
    expect(repeated(urns(read(join(directory, "england_spine.csv"))))).toEqual([]);
    expect(repeated(urns(read(join(directory, "england_abs.csv"))))).toEqual([]);
    expect(repeated(urns(read(join(directory, "england_census.csv"))))).toHaveLength(1);
    expect(repeated(urns(read(files.similarSchools.path)))).toEqual([]);
    const schoolYears = absence
      .filter((row) => /^\d{6}$/.test(row.school_urn!))
      .map((row) => `${row.school_urn} ${row.time_period}`);
    expect(repeated(schoolYears)).toHaveLength(1);
  });

  it("has names that need the right encoding", () => {
    const letters = new Set(register.flatMap((row) => [...row.EstablishmentName!]));
    expect(["É", "à", "’"].filter((letter) => !letters.has(letter))).toEqual([]);
    expect(readFileSync(files.gias).toString("utf8")).toContain("\uFFFD");
  });

  it("has about the requested number of open state-funded schools", () => {
    const open = register.filter(
      (row) =>
        row["EstablishmentStatus (name)"]!.startsWith("Open") &&
        !/independent|nursery|Further|16-19/.test(row["TypeOfEstablishment (name)"]!),
    );
    expect(Math.abs(open.length - 2000)).toBeLessThan(20);
  });

  it("has every kind of school and every region", () => {
    const kinds = new Set(register.map((row) => row["TypeOfEstablishment (name)"]));
    expect(kinds).toContain("University technical college");
    expect(kinds).toContain("Pupil referral unit");
    expect(kinds).toContain("Other independent school");
    const phases = new Set(register.map((row) => row["PhaseOfEducation (name)"]));
    expect(phases).toContain("All-through");
    expect(phases).toContain("Middle deemed secondary");
    expect(new Set(register.map((row) => row["GOR (name)"])).size).toBe(9);
    expect(register.filter((row) => row["AdmissionsPolicy (name)"] === "Selective").length).toBeGreaterThan(8);
    expect(register.some((row) => row["UrbanRural (name)"]!.startsWith("(England/Wales)"))).toBe(true);
  });

  it("links conversions, mergers, amalgamations and splits, with chains, cycles and unknown schools", () => {
    const kinds = new Set(links.map((row) => row.LinkType));
    for (const kind of ["Predecessor", "Predecessor - merged", "Successor - Split School", "Result of Amalgamation"]) {
      expect(kinds).toContain(kind);
    }
    const predecessors = links.filter((row) => row.LinkType === "Predecessor");
    const pairs = new Set(predecessors.map((row) => `${row.URN} ${row.LinkURN}`));
    expect(predecessors.some((row) => pairs.has(`${row.LinkURN} ${row.URN}`))).toBe(true);
    const later = new Set(predecessors.map((row) => row.URN));
    expect(predecessors.filter((row) => later.has(row.LinkURN!)).length).toBeGreaterThan(2);
    const registered = new Set(urns(register));
    expect(predecessors.some((row) => !registered.has(row.LinkURN!))).toBe(true);
  });

  it("has every kind of link even with the fewest schools", async () => {
    const smallest = await writeEngland(join(root, "smallest"), { schools: 50, seed: 11 });
    const kinds = (rows: Cells[]) => new Set(rows.map((row) => row.LinkType));
    expect(kinds(read(smallest.links, "win1252"))).toEqual(kinds(links));
  });

  it("opens and closes schools around the target year", () => {
    const opened = register.filter((row) => row.OpenDate === "01-09-2025").map((row) => row.URN!);
    const linked = new Set(links.map((row) => row.URN));
    expect(opened.some((urn) => linked.has(urn))).toBe(true);
    expect(opened.some((urn) => !linked.has(urn))).toBe(true);
    const figures = new Set(absence.map((row) => row.school_urn));
    expect(opened.some((urn) => figures.has(urn))).toBe(false);
    const status = (name: string) => register.filter((row) => row["EstablishmentStatus (name)"] === name);
    expect(status("Closed").some((row) => row.CloseDate === "31-08-2025" && !linked.has(row.URN!))).toBe(true);
    expect(status("Closed").some((row) => row.CloseDate === "31-12-2025")).toBe(true);
    const closedSince = status("Closed").filter((row) => /^(31-10-2025|31-12-2025|28-02-2026)$/.test(row.CloseDate!));
    expect(closedSince.some((row) => linked.has(row.URN!))).toBe(true);
    expect(status("Open, but proposed to close").length).toBeGreaterThan(0);
    expect(status("Proposed to open").length).toBeGreaterThan(0);
  });

  it("has the suppressed, missing and invalid values of the published files", () => {
    const cells = new Set(absence.map((row) => row.sess_overall_percent));
    for (const cell of ["x", "c", "z", "140", "-2.5"]) expect(cells).toContain(cell);
    const tables = read(join(files.performanceTables.directory, "england_abs.csv"));
    const suppressed = tables.filter((row) => row.PPERSABS10 === "SUPP").length / tables.length;
    expect(suppressed).toBeGreaterThan(0.01);
    expect(suppressed).toBeLessThan(0.1);
    expect(tables.some((row) => row.PERCTOT === "SUPP")).toBe(true);
    expect(tables.filter((row) => row.LA === "NAT")).toHaveLength(3);
    const census = read(join(files.performanceTables.directory, "england_census.csv"));
    expect(census.filter((row) => row.URN === "NAT")).toHaveLength(3);
    expect(census.some((row) => row.NOR === "NA" && row.SCHOOLTYPE === "State-funded primary")).toBe(true);
    expect(register.some((row) => row.URN === "8OO123")).toBe(true);
    expect(register.some((row) => row.NumberOfPupils === "-3")).toBe(true);
  });

  it("has the same absence for a school in both files", () => {
    const released = new Map(readAbsence(files.absence).map((row) => [row.urn, row.overall[3]!]));
    const both = readTables(files.performanceTables.directory).filter(
      (row) => Number.isFinite(row.absence) && Number.isFinite(released.get(row.urn) ?? Number.NaN),
    );
    expect(both.length).toBeGreaterThan(1800);
    expect(both.filter((row) => Math.abs(row.absence - released.get(row.urn)!) > 0.0501)).toEqual([]);
  });

  it("has realistic means and correlations of absence and circumstances", () => {
    const schools = readTables(files.performanceTables.directory).filter((row) =>
      [row.absence, row.fsm, row.eal, row.sen, row.ehc].every(Number.isFinite),
    );
    const of = (phase: string) => schools.filter((row) => row.phase === phase);
    const column = (phase: string, name: "absence" | "fsm" | "eal" | "sen" | "ehc") =>
      of(phase).map((row) => row[name]);
    expect(mean(column("primary", "absence"))).toBeCloseTo(5.7, 0);
    expect(mean(column("secondary", "absence"))).toBeGreaterThan(8);
    expect(mean(column("secondary", "absence"))).toBeLessThan(10);
    expect(mean(column("special", "absence"))).toBeGreaterThan(11);
    expect(mean(column("special", "ehc"))).toBeGreaterThan(90);
    expect(Math.abs(mean(column("primary", "fsm")) - 21.8)).toBeLessThan(3);
    for (const phase of ["primary", "secondary"]) {
      expect(correlation(column(phase, "absence"), column(phase, "fsm"))).toBeGreaterThan(0.3);
      expect(correlation(column(phase, "fsm"), column(phase, "sen"))).toBeGreaterThan(0.2);
    }
    const small = of("primary").filter((row) => row.roll < 30).length;
    expect(small).toBeGreaterThan(0);
  });

  it("has absence that correlates between years as in real schools", () => {
    const rows = readAbsence(files.absence).filter(
      (row) => row.phase === "Primary" && row.overall.every(Number.isFinite),
    );
    const year = (i: number) => rows.map((row) => row.overall[i]!);
    for (const i of [0, 1, 2]) {
      const next = correlation(year(i), year(i + 1));
      expect(next).toBeGreaterThan(0.8);
      expect(next).toBeLessThan(0.95);
    }
    expect(correlation(year(0), year(3))).toBeGreaterThan(0.75);
  });
});

describe.skipIf(!existsSync(published))(
  "the invented files and the published ones in ../shared/data (skipped without them)",
  () => {
    const head = (path: string) =>
      readFileSync(path)
        .subarray(0, 4000)
        .toString("latin1")
        .split(/(?<=\n)/)[0];
    it.each([
      ["gias/edubasealldata.csv", "edubasealldata.csv"],
      ["gias/links_edubasealldata.csv", "links_edubasealldata.csv"],
      ["absence/1a_absence_3term_school.csv", "1a_absence_3term_school.csv"],
      ["absence/1a_absence_3term_school.csv", "2025-2026/1a_absence_3term_school.csv"],
      ["similar-schools/secondary_values_2026-05.csv", "2023-2024/secondary_values.csv"],
      ["similar-schools/secondary_values_2026-05.csv", "2024-2025/secondary_values.csv"],
      ...["england_abs", "england_census", "england_spine", "la_and_region_codes_meta"].map((name) => [
        `performance-tables/2018-2019/${name}.csv`,
        `performance-tables/2024-2025/${name}.csv`,
      ]),
      ...["england_abs", "england_census"].map((name) => [
        `performance-tables/2018-2019/${name}.csv`,
        `performance-tables/2018-2019/${name}.csv`,
      ]),
    ])("have the same header as %s, byte for byte: %s", (real, invented) => {
      expect(head(join(root, "england", invented!))).toBe(head(join(published, real!)));
    });
  },
);
