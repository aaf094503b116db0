// Who each school is in a base year: open or not, its figures, circumstances and lineage. Matching and targets share it.
import type { Sql } from "../database/database.js";
import { type Circumstances, circumstancesIn } from "./circumstances.js";
import { type DirectoryEntry, readDirectory } from "./directory.js";
import { type AttendanceFigure, hasFigure, isSuppressed } from "./figure.js";
import { readAttendance } from "./figures.js";
import { type Lineages, type Relative, readLineages } from "./lineage.js";
import { endOfYear, isUsableYear, shiftYear, startOfYear } from "./year.js";

export type { Circumstances } from "./circumstances.js";
export { type AttendanceFigure, hasFigure, isSuppressed } from "./figure.js";
export type { LinkKind, Relative } from "./lineage.js";

/** Everything that one school is in a base year. Dates are ISO text. */
export interface SchoolInYear extends DirectoryEntry {
  /** The register's opening date, else the latest date of a link to the schools that it replaced; null where unknown. */
  readonly opened: string | null;
  /** The register's closing date, else (for a closed school) the latest date of a link to a successor. */
  readonly closed: string | null;
  /** In that year's census or with attendance published for it; by the register where the school has neither. */
  readonly openInBaseYear: boolean;
  /** Base year, the year before, two years before; null where nothing is published or the year is never used. */
  readonly figures: readonly [AttendanceFigure | null, AttendanceFigure | null, AttendanceFigure | null];
  /** Of the circumstances year, its own; null where no file has the school. */
  readonly circumstances: Circumstances | null;
  /** Pupils: the base year's roll, else that of the circumstances year, else the register's. */
  readonly pupils: number | null;
  /** The smallest URN of its lineage. */
  readonly lineage: number;
  /** Ascending by URN. May name URNs that are no schools of ours. */
  readonly predecessors: readonly Relative[];
  readonly successors: readonly Relative[];
  /**
   * The predecessor whose base-year figure stands for it: the only one, ordinary, continued by nobody else.
   * Null where the school has its own figure or lineage is not so clear.
   */
  readonly inheritsFrom: number | null;
  /**
   * The predecessors, two or more, that all merged into it and into nobody else, each with a base-year figure.
   * Empty where the school has its own figure or lineage is not so clear.
   */
  readonly mergedFrom: readonly number[];
}

export interface SchoolsInYear {
  readonly baseYear: string;
  readonly circumstancesYear: string;
  /** Every school of the directory, stubs too, ascending by URN. */
  readonly schools: ReadonlyMap<number, SchoolInYear>;
}

/**
 * Reads every school's standing; nothing is written. Give it a transaction where imports may run meanwhile.
 * @param years `circumstancesYear` is the base year unless named
 * @throws KindredError BAD_ARGUMENT where a year does not read like 2022/23
 */
export async function readSchoolsInYear(
  sql: Sql,
  years: { readonly baseYear: string; readonly circumstancesYear?: string },
): Promise<SchoolsInYear> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const threeYears = [0, -1, -2].map((by) => shiftYear(baseYear, by));
  const directory = await readDirectory(sql);
  const figures = await readAttendance(sql, threeYears.filter(isUsableYear));
  const current = await circumstancesIn(sql, baseYear);
  const circumstances =
    circumstancesYear === baseYear ? current : await circumstancesIn(sql, shiftYear(circumstancesYear, 0));
  const lineages = await readLineages(sql);

  const [atBase, yearBefore, twoYearsBefore] = threeYears.map((year) => figures.get(year));
  const hasBaseFigure = (urn: number) => hasFigure(atBase?.get(urn) ?? null);
  const schools = new Map<number, SchoolInYear>();
  for (const entry of directory) {
    const { urn } = entry;
    const base = atBase?.get(urn) ?? null;
    const dated = { ...entry, opened: openedOf(entry, lineages), closed: closedOf(entry, lineages) };
    const attested = hasFigure(base) || isSuppressed(base) || current.get(urn)?.inCensus === true;
    const heritage = hasFigure(base) ? noHeritage : heritageOf(urn, lineages, hasBaseFigure);
    schools.set(urn, {
      ...dated,
      openInBaseYear: attested || openByRegister(dated, baseYear),
      figures: [base, yearBefore?.get(urn) ?? null, twoYearsBefore?.get(urn) ?? null],
      circumstances: circumstances.get(urn) ?? null,
      pupils: current.get(urn)?.roll ?? circumstances.get(urn)?.roll ?? entry.registerPupils,
      lineage: lineages.lineageOf(urn),
      predecessors: lineages.predecessorsOf(urn),
      successors: lineages.successorsOf(urn),
      ...heritage,
    });
  }
  return { baseYear, circumstancesYear, schools };
}

type Heritage = Pick<SchoolInYear, "inheritsFrom" | "mergedFrom">;

const noHeritage: Heritage = { inheritsFrom: null, mergedFrom: [] };

function heritageOf(urn: number, lineages: Lineages, hasBaseFigure: (urn: number) => boolean): Heritage {
  const predecessors = lineages.predecessorsOf(urn);
  const clear = predecessors.every((predecessor) => {
    const heirs = lineages.successorsOf(predecessor.urn);
    const circular = lineages.predecessorsOf(predecessor.urn).some((before) => before.urn === urn);
    return heirs.length === 1 && !circular && hasBaseFigure(predecessor.urn);
  });
  if (!clear) return noHeritage;
  const [only] = predecessors;
  if (only && predecessors.length === 1 && only.kind === "ORDINARY") {
    return { inheritsFrom: only.urn, mergedFrom: [] };
  }
  const merged = predecessors.every(({ kind }) => kind === "MERGED" || kind === "AMALGAMATED");
  if (predecessors.length < 2 || !merged) return noHeritage;
  return { inheritsFrom: null, mergedFrom: predecessors.map((predecessor) => predecessor.urn) };
}

/** A school that others merged into may be much older than the link, so those links date nothing. */
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
