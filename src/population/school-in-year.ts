// The state of each school in a base year: open or not, figures, circumstances, lineage. Matching and targets share it.
import type { Sql } from "../database/database.js";
import type { Circumstances } from "../import/circumstances.js";
import type { CircumstanceName } from "../import/facts.js";
import { type AttendanceFigure, hasFigure, isSuppressed, readAttendance } from "./attendance.js";
import { circumstancesIn } from "./circumstances.js";
import { type DirectoryEntry, readDirectory } from "./directory.js";
import { type Lineages, type Relative, readLineages } from "./lineage.js";
import { endOfYear, isUsableYear, shiftYear, startOfYear } from "./year.js";

export { type AttendanceFigure, hasFigure, isSuppressed } from "./attendance.js";
export type { Relative } from "./lineage.js";

/** One school in a base year. Dates are ISO text. */
export interface SchoolInYear extends DirectoryEntry {
  /** The register's opening date, else the latest date of a link to a school that it replaced; null where unknown. */
  readonly opened: string | null;
  /** The register's closing date, else (for a closed school) the latest date of a link to a successor. */
  readonly closed: string | null;
  /** True where the year has a census entry or published attendance for the school; with neither, by the register. */
  readonly openInBaseYear: boolean;
  /** Base year, one year before, two years before; null where nothing is published or the year is never used. */
  readonly figures: readonly [AttendanceFigure | null, AttendanceFigure | null, AttendanceFigure | null];
  /** The school's own, in the circumstances year; null where no file has the school. */
  readonly circumstances: Circumstances | null;
  /** The base year's roll, else that of the circumstances year, else the register's. */
  readonly pupils: number | null;
  /** The smallest URN of its lineage. */
  readonly lineage: number;
  /** Ascending by URN. May include URNs that are not in the directory. */
  readonly predecessors: readonly Relative[];
  readonly successors: readonly Relative[];
  /**
   * The predecessor whose base-year figure the school inherits: its only one, of the ordinary kind, with no other
   * successor. Null where the school has its own figure or its lineage is unclear.
   */
  readonly inheritsFrom: number | null;
  /**
   * The two or more predecessors that merged into this school only, each with a base-year figure.
   * Empty where the school has its own figure or its lineage is unclear.
   */
  readonly mergedFrom: readonly number[];
}

export interface SchoolsInYear {
  readonly baseYear: string;
  readonly circumstancesYear: string;
  /** Every school of the directory, including stubs, ascending by URN. */
  readonly schools: ReadonlyMap<number, SchoolInYear>;
}

/**
 * Reads every school. Use a transaction where imports may run at the same time.
 * @param years `circumstancesYear` is the base year by default
 * @param figures of the circumstances, the only ones to read; `pupils` needs `roll`
 * @throws KindredError BAD_ARGUMENT where a year is not like 2022/23
 */
export async function readSchoolsInYear(
  sql: Sql,
  years: { readonly baseYear: string; readonly circumstancesYear?: string },
  figures?: readonly CircumstanceName[],
): Promise<SchoolsInYear> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const threeYears = [0, -1, -2].map((by) => shiftYear(baseYear, by));
  const directory = await readDirectory(sql);
  const attendance = await readAttendance(sql, threeYears.filter(isUsableYear));
  const current = await circumstancesIn(sql, baseYear, figures);
  const circumstances =
    circumstancesYear === baseYear ? current : await circumstancesIn(sql, shiftYear(circumstancesYear, 0), figures);
  const lineages = await readLineages(sql);

  const [baseFigures, yearBefore, twoYearsBefore] = threeYears.map((year) => attendance.get(year));
  const hasBaseFigure = (urn: number) => hasFigure(baseFigures?.get(urn) ?? null);
  const schools = new Map<number, SchoolInYear>();
  for (const entry of directory) {
    const { urn } = entry;
    const base = baseFigures?.get(urn) ?? null;
    const dated = { ...entry, opened: openedOf(entry, lineages), closed: closedOf(entry, lineages) };
    const hasRecords = hasFigure(base) || isSuppressed(base) || current.get(urn)?.inCensus === true;
    const inheritance = hasFigure(base) ? noInheritance : inheritanceOf(urn, lineages, hasBaseFigure);
    schools.set(urn, {
      ...dated,
      openInBaseYear: hasRecords || openByRegister(dated, baseYear),
      figures: [base, yearBefore?.get(urn) ?? null, twoYearsBefore?.get(urn) ?? null],
      circumstances: circumstances.get(urn) ?? null,
      pupils: current.get(urn)?.roll ?? circumstances.get(urn)?.roll ?? entry.registerPupils,
      lineage: lineages.lineageOf(urn),
      predecessors: lineages.predecessorsOf(urn),
      successors: lineages.successorsOf(urn),
      ...inheritance,
    });
  }
  return { baseYear, circumstancesYear, schools };
}

type Inheritance = Pick<SchoolInYear, "inheritsFrom" | "mergedFrom">;

const noInheritance: Inheritance = { inheritsFrom: null, mergedFrom: [] };

function inheritanceOf(urn: number, lineages: Lineages, hasBaseFigure: (urn: number) => boolean): Inheritance {
  const predecessors = lineages.predecessorsOf(urn);
  const isClear = predecessors.every((predecessor) => {
    const successors = lineages.successorsOf(predecessor.urn);
    const circular = lineages.predecessorsOf(predecessor.urn).some((before) => before.urn === urn);
    return successors.length === 1 && !circular && hasBaseFigure(predecessor.urn);
  });
  if (!isClear) return noInheritance;
  const [only] = predecessors;
  if (only && predecessors.length === 1 && only.kind === "ORDINARY") {
    return { inheritsFrom: only.urn, mergedFrom: [] };
  }
  const merged = predecessors.every(({ kind }) => kind === "MERGED" || kind === "AMALGAMATED");
  if (predecessors.length < 2 || !merged) return noInheritance;
  return { inheritsFrom: null, mergedFrom: predecessors.map((predecessor) => predecessor.urn) };
}

/** Leaves out links of mergers: a school that others merged into may be much older than the link. */
function openedOf(entry: DirectoryEntry, lineages: Lineages): string | null {
  return (
    entry.openDate ?? latest(lineages.predecessorsOf(entry.urn).filter((predecessor) => predecessor.kind !== "MERGED"))
  );
}

function closedOf(entry: DirectoryEntry, lineages: Lineages): string | null {
  return entry.closeDate ?? (entry.status === "CLOSED" ? latest(lineages.successorsOf(entry.urn)) : null);
}

function latest(relatives: readonly Relative[]): string | null {
  const dates = relatives.flatMap(({ established }) => established ?? []);
  return dates.sort().at(-1) ?? null;
}

function openByRegister(school: Pick<SchoolInYear, "status" | "opened" | "closed">, year: string): boolean {
  const { status, opened, closed } = school;
  if (status === null || status === "PROPOSED_TO_OPEN") return false;
  if (status === "CLOSED" && closed === null) return false;
  return (opened === null || opened <= endOfYear(year)) && (closed === null || closed >= startOfYear(year));
}
