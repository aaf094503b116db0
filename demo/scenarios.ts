// What became of schools, so many of 21,000 each: the cases that the real files hold.
import { baseYear, endOf, startOfTargetYear } from "./calendar.js";
import type { Establishment, Reported } from "./establishment.js";
import { nothing, type Past } from "./life-events.js";
import { types } from "./vocabulary.js";

/** After the census day of the base year the tables still name a converted school's predecessor. */
const censusDay = "2025-01-16";
const lastDayOfBaseYear = endOf(baseYear);

/** How many schools of England go through it, of 21,000, and how. */
export interface Story {
  of21000: number;
  among: (school: Establishment) => boolean;
  tell: (school: Establishment, past: Past) => void;
}

const academy = ({ type }: Establishment) => type === types.converter || type === types.sponsored;
const mainstream = ({ sector }: Establishment) => sector === "primary" || sector === "secondary";
const primary = ({ sector, type }: Establishment) => sector === "primary" && !type.academy;
const any = () => true;

export const stories: readonly Story[] = [
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
  // Converted while the target year ran: the successor stands for it.
  {
    of21000: 30,
    among: academy,
    tell(school, past) {
      const before = past.predecessor(school, past.random.pick(["2025-11-01", "2026-01-01", "2026-03-01"]));
      before.absence = school.absence;
      school.absence = nothing;
      past.hand(school, before);
    },
  },
  // One school closed for two new ones, for the target year.
  { of21000: 4, among: primary, tell: (school, past) => past.split(school, startOfTargetYear) },
  // The same two years before: one part has figures by now, of the other none is published.
  {
    of21000: 4,
    among: primary,
    tell(school, past) {
      const [one, other] = past.split(school, "2023-09-01");
      school.absence = ["figure", undefined, undefined];
      one.absence = ["x", "figure", "figure"];
      other.absence = ["x", "x", "x"];
      past.hand(school, one);
      other.inCensus = true;
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
