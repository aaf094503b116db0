// What can happen to schools: they convert, open, close and split, and are linked with their predecessors.
import { dayBefore } from "./calendar.js";
import type { SchoolCreator } from "./create-school.js";
import type { England, Establishment, Reported, ReportedYears, Sector } from "./establishment.js";
import type { Random } from "./random.js";
import { types } from "./vocabulary.js";

/** No rows about the recent years. */
export const noAbsence: Readonly<ReportedYears> = {};

/** What is reported about the three recent years. */
export const recent = (first?: Reported, second?: Reported, third?: Reported): Readonly<ReportedYears> => ({
  "2022/23": first,
  "2023/24": second,
  "2024/25": third,
});

export class LifeEvents {
  constructor(
    readonly england: England,
    readonly creator: SchoolCreator,
    readonly random: Random,
  ) {}

  add(...schools: Establishment[]): void {
    this.england.establishments.push(...schools);
  }

  /** Adds a link. As in the real register, some links lack a date or the link back. */
  link(from: Establishment, to: Establishment | number, type: string, date?: string): void {
    const { links } = this.england;
    if (type.startsWith("Successor") && this.random.chance(0.015)) return;
    links.push({ from, to, type, date: this.random.chance(0.1) ? undefined : date });
  }

  /** Adds the maintained school, without figures, that `school` was until it opened as an academy on that day. */
  addPredecessor(school: Establishment, opened: string): Establishment {
    const before: Establishment = {
      ...school,
      urn: 0,
      type: school.religion === "none" ? types.community : types.aided,
      name: school.name.replace("Academy", "School"),
      trust: undefined,
      opened: undefined,
      status: "closed",
      closed: dayBefore(opened),
      absence: noAbsence,
      inCensus: false,
      inTables: undefined,
    };
    school.opened = opened;
    school.formerly = before;
    this.add(before);
    this.link(school, before, "Predecessor", opened);
    this.link(before, school, "Successor", opened);
    return before;
  }

  /** Makes the performance tables list `to` instead of `from`. */
  moveTableRows(from: Establishment, to: Establishment): void {
    to.inCensus = from.inCensus;
    to.inTables = from.inTables;
    from.inCensus = false;
    from.inTables = undefined;
  }

  /** A new school, without figures, at the address of `old`. The caller adds it. */
  replacement(sector: Sector, day: string, old: Establishment): Establishment {
    const school = this.creator.createSchool(sector, old.la);
    setUnopened(school, "open", day);
    const { town, street, postcode, easting, northing, landscape } = old;
    return Object.assign(school, { town, street, postcode, easting, northing, landscape });
  }

  close(school: Establishment, day: string): void {
    school.status = "closed";
    school.closed = day;
  }

  /** Closes `school` and opens two in its place. */
  split(school: Establishment, day: string): [Establishment, Establishment] {
    this.close(school, dayBefore(day));
    const parts = [this.replacement("primary", day, school), this.replacement("primary", day, school)] as const;
    for (const part of parts) {
      this.add(part);
      this.link(part, school, "Predecessor - Split School", day);
      this.link(school, part, "Successor - Split School", day);
    }
    return [...parts];
  }

  randomFirstOfMonth(from: number, to: number): string {
    return `${this.random.whole(from, to)}-${this.random.pick(["01", "04", "07", "09", "11"])}-01`;
  }
}

/** Sets a school that has no pupils yet, so that nothing is published about it. */
export function setUnopened(school: Establishment, status: Establishment["status"], opened: string): void {
  Object.assign(school, { status, opened, absence: noAbsence, inTables: undefined, inCensus: false });
}
