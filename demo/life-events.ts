// What can happen to schools: they convert, open, close, split, and are linked with what they were.
import { dayBefore, years } from "./calendar.js";
import type { Foundry } from "./create-school.js";
import type { England, Establishment, Sector } from "./establishment.js";
import type { Random } from "./random.js";
import { types } from "./vocabulary.js";

/** No row in the absence release. */
export const nothing: undefined[] = years.map(() => undefined);

export class Past {
  constructor(
    readonly england: England,
    readonly foundry: Foundry,
    readonly random: Random,
  ) {}

  add(...schools: Establishment[]): void {
    this.england.establishments.push(...schools);
  }

  /** Nobody keeps links in perfect order: some lack their other half or their date. */
  link(from: Establishment, to: Establishment | number, type: string, date?: string): void {
    const { links } = this.england;
    if (type.startsWith("Successor") && this.random.chance(0.015)) return;
    links.push({ from, to, type, date: this.random.chance(0.1) ? undefined : date });
  }

  /** The maintained school that `school` was before it opened as an academy on that day; without figures of its own. */
  predecessor(school: Establishment, opened: string): Establishment {
    const before: Establishment = {
      ...school,
      type: school.religion === "none" ? types.community : types.aided,
      name: school.name.replace("Academy", "School"),
      trust: undefined,
      opened: undefined,
      status: "closed",
      closed: dayBefore(opened),
      absence: nothing,
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

  /** The performance tables name `to` for what they know of `from`. */
  hand(from: Establishment, to: Establishment): void {
    to.inCensus = from.inCensus;
    to.inTables = from.inTables;
    from.inCensus = false;
    from.inTables = undefined;
  }

  /** A school without figures, new on that day, in place of `old`. */
  opened(sector: Sector, day: string, old: Establishment): Establishment {
    const school = this.foundry.found(sector, old.la);
    unopened(school, "open", day);
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
    const parts = [this.opened("primary", day, school), this.opened("primary", day, school)] as const;
    for (const part of parts) {
      this.add(part);
      this.link(part, school, "Predecessor - Split School", day);
      this.link(school, part, "Successor - Split School", day);
    }
    return [...parts];
  }

  firstOfMonth(from: number, to: number): string {
    return `${this.random.whole(from, to)}-${this.random.pick(["01", "04", "07", "09", "11"])}-01`;
  }
}

/** No pupils yet, so nothing is published. */
export function unopened(school: Establishment, status: Establishment["status"], opened: string): void {
  Object.assign(school, { status, opened, absence: nothing, inTables: undefined, inCensus: false });
}
