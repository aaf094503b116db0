// Scenarios: what happens to schools, as in the real files.
import { baseYear, censusDayOf, endOf, startOfTargetYear } from "./calendar.js";
import type { Establishment, Reported } from "./establishment.js";
import { type LifeEvents, noAbsence, recent } from "./life-events.js";
import { types } from "./vocabulary.js";

/** If a school converts after the base year's census day, the tables still list its predecessor. */
const censusDay = censusDayOf(baseYear);
const lastDayOfBaseYear = endOf(baseYear);

interface Scenario {
  /** How many schools it applies to, of 21,000. */
  of21000: number;
  fits: (school: Establishment) => boolean;
  apply: (school: Establishment, events: LifeEvents) => void;
}

const academy = ({ type }: Establishment) => type === types.converter || type === types.sponsored;
const mainstream = ({ sector }: Establishment) => sector === "primary" || sector === "secondary";
const primary = ({ sector, type }: Establishment) => sector === "primary" && !type.academy;
const any = () => true;

export const scenarios: readonly Scenario[] = [
  // Converted long ago; one in twenty more than once.
  {
    of21000: 1200,
    fits: academy,
    apply(school, events) {
      const opened = events.randomFirstOfMonth(2011, 2021);
      const before = events.addPredecessor(school, opened);
      if (events.random.chance(0.05)) events.addPredecessor(before, events.randomFirstOfMonth(1998, 2009));
    },
  },
  // Converted during the years of the absence release, which lists earlier years under the predecessor, if at all.
  {
    of21000: 180,
    fits: academy,
    apply(school, events) {
      const before = events.addPredecessor(school, events.random.pick(["2023-10-01", "2024-01-01", "2024-04-01"]));
      school.absence = recent("x", "figure", "figure");
      if (events.random.chance(0.6)) before.absence = recent("figure");
    },
  },
  // Converted in the base year.
  {
    of21000: 150,
    fits: academy,
    apply(school, events) {
      const opened = events.random.pick(["2024-10-01", "2024-12-01", "2025-02-01", "2025-04-01", "2025-07-01"]);
      const before = events.addPredecessor(school, opened);
      const late = opened > censusDay;
      school.absence = recent("x", "x", late ? "x" : "figure");
      if (events.random.chance(0.6)) before.absence = recent("figure", "figure", late ? "figure" : undefined);
      if (late) events.moveTableRows(school, before);
    },
  },
  // Converted on the first day of the target year: all figures are listed under the predecessor.
  {
    of21000: 110,
    fits: academy,
    apply(school, events) {
      const before = events.addPredecessor(school, startOfTargetYear);
      before.absence = school.absence;
      school.absence = noAbsence;
      events.moveTableRows(school, before);
    },
  },
  // The same, but the predecessor has no figure for the base year either.
  {
    of21000: 12,
    fits: academy,
    apply(school, events) {
      const before = events.addPredecessor(school, startOfTargetYear);
      before.absence = recent("figure", "figure", "x");
      school.absence = noAbsence;
      events.moveTableRows(school, before);
      before.inTables = undefined;
    },
  },
  // Converted in the base year, and again (to another trust) for the target year: a chain.
  {
    of21000: 4,
    fits: academy,
    apply(school, events) {
      const before = events.addPredecessor(school, startOfTargetYear);
      before.type = types.converter;
      before.absence = recent("x", "x", "figure");
      school.absence = noAbsence;
      events.moveTableRows(school, before);
      events.addPredecessor(before, "2024-10-01").absence = recent("figure", "figure");
    },
  },
  // Two schools closed and replaced by one new school.
  ...(["merged", "amalgamated"] as const).map((kind) => ({
    of21000: kind === "merged" ? 14 : 6,
    fits: primary,
    apply(school: Establishment, events: LifeEvents) {
      const other = events.creator.createSchool("primary", school.la);
      const joint = events.replacement("primary", startOfTargetYear, school);
      joint.name = school.name.replace(/ (Infant|Junior) /, " Primary ");
      events.add(other, joint);
      for (const old of [school, other]) {
        events.close(old, lastDayOfBaseYear);
        events.link(joint, old, `Predecessor - ${kind}`, startOfTargetYear);
        events.link(old, joint, kind === "merged" ? "Successor - merged" : "Result of Amalgamation", startOfTargetYear);
      }
    },
  })),
  // Converted during the target year: the successor takes its place.
  {
    of21000: 30,
    fits: academy,
    apply(school, events) {
      const before = events.addPredecessor(school, events.random.pick(["2025-11-01", "2026-01-01", "2026-03-01"]));
      before.absence = school.absence;
      school.absence = noAbsence;
      events.moveTableRows(school, before);
    },
  },
  // One school closed and replaced by two new schools, for the target year.
  { of21000: 4, fits: primary, apply: (school, events) => events.split(school, startOfTargetYear) },
  // The same two years earlier: figures are published for one part, but not for the other.
  {
    of21000: 4,
    fits: primary,
    apply(school, events) {
      const [one, other] = events.split(school, "2023-09-01");
      school.absence = recent("figure");
      one.absence = recent("x", "figure", "figure");
      other.absence = recent("x", "x", "x");
      events.moveTableRows(school, one);
      other.inCensus = true;
    },
  },
  // Each is listed as both predecessor and successor of the other.
  {
    of21000: 2,
    fits: academy,
    apply(school, events) {
      const opened = events.randomFirstOfMonth(2012, 2020);
      const before = events.addPredecessor(school, opened);
      events.link(before, school, "Predecessor", opened);
      events.link(school, before, "Successor", opened);
    },
  },
  // New in the base year, with or without its first figure.
  {
    of21000: 40,
    fits: mainstream,
    apply(school, events) {
      school.opened = "2024-09-01";
      school.type = types.free;
      const reported = events.random.chance(0.5);
      school.absence = recent("x", "x", reported ? "figure" : "x");
      if (!reported) school.inTables = undefined;
    },
  },
  { of21000: 60, fits: mainstream, apply: (school, events) => events.close(school, lastDayOfBaseYear) },
  { of21000: 15, fits: mainstream, apply: (school, events) => events.close(school, "2025-12-31") },
  {
    of21000: 45,
    fits: any,
    apply(school) {
      school.status = "closing";
      school.closed = "2026-08-31";
    },
  },
  // Suppressed in the base year, or in all years.
  {
    of21000: 25,
    fits: ({ sector, figures }) => sector !== "alternative" && figures.roll < 90,
    apply(school, events) {
      school.absence = events.random.chance(0.3) ? recent("c", "c", "c") : recent("figure", "figure", "c");
      school.inTables = "SUPP";
    },
  },
  // Not available or not applicable, for no reason that the register shows.
  ...(["x", "x", "z"] as const).map((code: Reported, i) => ({
    of21000: [40, 90, 8][i]!,
    fits: any,
    apply(school: Establishment) {
      if (i === 1) school.absence = recent(code, "figure", "figure");
      else {
        school.absence = recent("figure", "figure", code);
        school.inTables = undefined;
      }
    },
  })),
  // Links to schools that are no longer in the register, and links of kinds that do not affect lineage.
  {
    of21000: 60,
    fits: academy,
    apply: (school, events) => events.link(school, events.random.whole(790_000, 799_999), "Predecessor"),
  },
  ...["Sixth Form Centre Link", "Other", "Expansion"].map((kind) => ({
    of21000: 10,
    fits: ({ sector }: Establishment) => sector === "secondary",
    apply: (school: Establishment, events: LifeEvents) => events.link(school, school, kind),
  })),
];
