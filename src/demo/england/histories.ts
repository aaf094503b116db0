// What became of schools: conversions, mergers, splits, openings, closures, and the links that tell of them.
import { baseYear, dayBefore, endOf, startOfTargetYear, years } from "./calendar.js";
import type { England, Establishment, Reported, Sector } from "./establishment.js";
import type { Foundry } from "./foundry.js";
import type { Random } from "./random.js";
import { types } from "./vocabulary.js";

/** After the census day of the base year the tables still name a converted school's predecessor. */
const censusDay = "2025-01-16";
const lastDayOfBaseYear = endOf(baseYear);
const nothing: undefined[] = years.map(() => undefined);

/** How many schools of England go through it, of 21,000, and how. */
interface Story {
  of21000: number;
  among: (school: Establishment) => boolean;
  tell: (school: Establishment, past: Past) => void;
}

const academy = ({ type }: Establishment) => type === types.converter || type === types.sponsored;
const mainstream = ({ sector }: Establishment) => sector === "primary" || sector === "secondary";
const primary = ({ sector, type }: Establishment) => sector === "primary" && !type.academy;
const any = () => true;

const stories: Story[] = [
  // Converted long ago; one in twenty more than once.
  {
    of21000: 1200,
    among: academy,
    tell(school, past) {
      const opened = past.firstOfMonth(2011, 2021);
      const before = past.predecessor(school, opened);
      if (past.random.chance(0.05)) past.predecessor(before, past.firstOfMonth(1998, 2009));
    },
  },
  // Converted while the absence release ran: the earlier years stand under the predecessor, where it is listed.
  {
    of21000: 180,
    among: academy,
    tell(school, past) {
      const before = past.predecessor(school, past.random.pick(["2023-10-01", "2024-01-01", "2024-04-01"]));
      school.absence = ["x", "figure", "figure"];
      if (past.random.chance(0.6)) before.absence = ["figure", undefined, undefined];
    },
  },
  // Converted in the base year.
  {
    of21000: 150,
    among: academy,
    tell(school, past) {
      const opened = past.random.pick(["2024-10-01", "2024-12-01", "2025-02-01", "2025-04-01", "2025-07-01"]);
      const before = past.predecessor(school, opened);
      const late = opened > censusDay;
      school.absence = ["x", "x", late ? "x" : "figure"];
      if (past.random.chance(0.6)) before.absence = ["figure", "figure", late ? "figure" : undefined];
      if (late) past.hand(school, before);
    },
  },
  // Converted on the first day of the target year: all that is known stands under the predecessor.
  {
    of21000: 110,
    among: academy,
    tell(school, past) {
      const before = past.predecessor(school, startOfTargetYear);
      before.absence = school.absence;
      school.absence = nothing;
      past.hand(school, before);
    },
  },
  // The same, but the predecessor has no figure for the base year either.
  {
    of21000: 12,
    among: academy,
    tell(school, past) {
      const before = past.predecessor(school, startOfTargetYear);
      before.absence = ["figure", "figure", "x"];
      school.absence = nothing;
      past.hand(school, before);
      before.inTables = undefined;
    },
  },
  // Converted in the base year, and again (to another trust) for the target year: a chain.
  {
    of21000: 4,
    among: academy,
    tell(school, past) {
      const before = past.predecessor(school, startOfTargetYear);
      before.type = types.converter;
      before.absence = ["x", "x", "figure"];
      school.absence = nothing;
      past.hand(school, before);
      past.predecessor(before, "2024-10-01").absence = ["figure", "figure", undefined];
    },
  },
  // Two schools closed for one new one.
  ...(["merged", "amalgamated"] as const).map((word) => ({
    of21000: word === "merged" ? 14 : 6,
    among: primary,
    tell(school: Establishment, past: Past) {
      const other = past.foundry.found("primary", school.la);
      const joint = past.opened("primary", startOfTargetYear, school);
      joint.name = school.name.replace(/ (Infant|Junior) /, " Primary ");
      past.add(other, joint);
      for (const old of [school, other]) {
        past.close(old, lastDayOfBaseYear);
        past.link(joint, old, `Predecessor - ${word}`, startOfTargetYear);
        past.link(old, joint, word === "merged" ? "Successor - merged" : "Result of Amalgamation", startOfTargetYear);
      }
    },
  })),
  // One school closed for two new ones.
  {
    of21000: 4,
    among: primary,
    tell(school, past) {
      past.close(school, lastDayOfBaseYear);
      for (let i = 0; i < 2; i++) {
        const part = past.opened("primary", startOfTargetYear, school);
        past.add(part);
        past.link(part, school, "Predecessor - Split School", startOfTargetYear);
        past.link(school, part, "Successor - Split School", startOfTargetYear);
      }
    },
  },
  // Each names the other as what it was and what it became.
  {
    of21000: 2,
    among: academy,
    tell(school, past) {
      const opened = past.firstOfMonth(2012, 2020);
      const before = past.predecessor(school, opened);
      past.link(before, school, "Predecessor", opened);
      past.link(school, before, "Successor", opened);
    },
  },
  // New in the base year, with its first figure or not yet.
  {
    of21000: 40,
    among: mainstream,
    tell(school, past) {
      school.opened = "2024-09-01";
      school.type = types.free;
      const reported = past.random.chance(0.5);
      school.absence = ["x", "x", reported ? "figure" : "x"];
      if (!reported) school.inTables = undefined;
    },
  },
  { of21000: 60, among: mainstream, tell: (school, past) => past.close(school, lastDayOfBaseYear) },
  { of21000: 15, among: mainstream, tell: (school, past) => past.close(school, "2025-12-31") },
  {
    of21000: 45,
    among: any,
    tell(school) {
      school.status = "closing";
      school.closed = "2026-08-31";
    },
  },
  // Suppressed in the base year, or in all years.
  {
    of21000: 25,
    among: ({ sector, figures }) => sector !== "alternative" && figures.roll < 90,
    tell(school, past) {
      school.absence = past.random.chance(0.3) ? ["c", "c", "c"] : ["figure", "figure", "c"];
      school.inTables = "SUPP";
    },
  },
  // Not available, or not applicable, without a reason that the register knows.
  ...(["x", "x", "z"] as const).map((code: Reported, i) => ({
    of21000: [40, 90, 8][i]!,
    among: any,
    tell(school: Establishment) {
      if (i === 1) school.absence = [code, "figure", "figure"];
      else {
        school.absence = ["figure", "figure", code];
        school.inTables = undefined;
      }
    },
  })),
  // Links to schools that the register no longer names, and of kinds that say nothing about lineage.
  {
    of21000: 60,
    among: academy,
    tell: (school, past) => past.link(school, past.random.whole(790_000, 799_999), "Predecessor"),
  },
  ...["Sixth Form Centre Link", "Other", "Expansion"].map((kind) => ({
    of21000: 10,
    among: ({ sector }: Establishment) => sector === "secondary",
    tell: (school: Establishment, past: Past) => past.link(school, school, kind),
  })),
];

/** Schools beside the open state-funded ones, of 21,000. */
const others: { of21000: number; sector: Sector; as: (school: Establishment) => void }[] = [
  { of21000: 2300, sector: "independent", as: unreported },
  { of21000: 385, sector: "nursery", as: unreported },
  { of21000: 330, sector: "post16", as: unreported },
  ...(["primary", "secondary", "special"] as const).flatMap((sector) => [
    { of21000: 12, sector, as: (school: Establishment) => unopened(school, "open", startOfTargetYear) },
    { of21000: 14, sector, as: (school: Establishment) => unopened(school, "proposed", "2026-09-01") },
    { of21000: 70, sector, as: closedLongAgo },
  ]),
];

function unreported(school: Establishment): void {
  school.absence = nothing;
  school.inTables = undefined;
  school.inCensus = school.sector !== "post16";
}

function unopened(school: Establishment, status: Establishment["status"], opened: string): void {
  Object.assign(school, { status, opened, absence: nothing, inTables: undefined, inCensus: false });
}

function closedLongAgo(school: Establishment): void {
  const closed = `${2005 + (school.number % 17)}-08-31`;
  Object.assign(school, { status: "closed", closed, absence: nothing, inTables: undefined, inCensus: false });
}

/** What the stories do to England. */
class Past {
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

  firstOfMonth(from: number, to: number): string {
    return `${this.random.whole(from, to)}-${this.random.pick(["01", "04", "07", "09", "11"])}-01`;
  }
}

/** Tells every story of schools that nothing else happened to, at least once each, and adds the other schools. */
export function tellHistories(england: England, foundry: Foundry, random: Random, schools: number): void {
  const past = new Past(england, foundry, random);
  const count = (of21000: number) => Math.max(1, Math.round((of21000 * schools) / 21_000));
  let untouched = random.shuffled(england.establishments);
  // Rare kinds of school first, or the others would use them up.
  for (const { of21000, among, tell } of [...stories].sort((a, b) => a.of21000 - b.of21000)) {
    const chosen = new Set(untouched.filter(among).slice(0, count(of21000)));
    untouched = untouched.filter((school) => !chosen.has(school));
    for (const school of chosen) tell(school, past);
  }
  for (const { of21000, sector, as } of others) {
    for (let i = 0; i < count(of21000); i++) {
      const school = foundry.found(sector);
      as(school);
      past.add(school);
    }
  }
}
