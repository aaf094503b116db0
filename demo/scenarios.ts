// Scenarios: what happens to schools, as in the real files, and to how many.
import { baseYear, censusDayOf, endOf, recentYears, startOfTargetYear } from "./calendar.js";
import type { SchoolCreator } from "./create-school.js";
import type { England, Establishment, Reported, Sector } from "./establishment.js";
import { reportedWhileOpen } from "./history.js";
import { LifeEvents, noAbsence, recent, setUnopened } from "./life-events.js";
import type { Random } from "./random.js";
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

const scenario = (of21000: number, fits: Scenario["fits"], apply: Scenario["apply"]): Scenario => ({
  of21000,
  fits,
  apply,
});

const scenarios: readonly Scenario[] = [
  // Converted long ago; one in twenty more than once.
  scenario(1200, academy, (school, events) => {
    const opened = events.randomFirstOfMonth(2011, 2021);
    const before = events.addPredecessor(school, opened);
    if (events.random.chance(0.05)) events.addPredecessor(before, events.randomFirstOfMonth(1998, 2009));
  }),
  // Converted during the years of the absence release, which lists earlier years under the predecessor, if at all.
  scenario(180, academy, (school, events) => {
    const before = events.addPredecessor(school, events.random.pick(["2023-10-01", "2024-01-01", "2024-04-01"]));
    school.absence = recent("x", "figure", "figure");
    if (events.random.chance(0.6)) before.absence = recent("figure");
  }),
  // Converted in the base year.
  scenario(150, academy, (school, events) => {
    const opened = events.random.pick(["2024-10-01", "2024-12-01", "2025-02-01", "2025-04-01", "2025-07-01"]);
    const before = events.addPredecessor(school, opened);
    const late = opened > censusDay;
    school.absence = recent("x", "x", late ? "x" : "figure");
    if (events.random.chance(0.6)) before.absence = recent("figure", "figure", late ? "figure" : undefined);
    if (late) events.moveTableRows(school, before);
  }),
  // Converted on the first day of the target year: all figures are listed under the predecessor.
  scenario(110, academy, (school, events) => {
    const before = events.addPredecessor(school, startOfTargetYear);
    before.absence = school.absence;
    school.absence = noAbsence;
    events.moveTableRows(school, before);
  }),
  // The same, but the predecessor has no figure for the base year either.
  scenario(12, academy, (school, events) => {
    const before = events.addPredecessor(school, startOfTargetYear);
    before.absence = recent("figure", "figure", "x");
    school.absence = noAbsence;
    events.moveTableRows(school, before);
    before.inTables = undefined;
  }),
  // Converted in the base year, and again (to another trust) for the target year: a chain.
  scenario(4, academy, (school, events) => {
    const before = events.addPredecessor(school, startOfTargetYear);
    before.type = types.converter;
    before.absence = recent("x", "x", "figure");
    school.absence = noAbsence;
    events.moveTableRows(school, before);
    events.addPredecessor(before, "2024-10-01").absence = recent("figure", "figure");
  }),
  // Two schools closed and replaced by one new school.
  ...(["merged", "amalgamated"] as const).map((kind) =>
    scenario(kind === "merged" ? 14 : 6, primary, (school, events) => {
      const other = events.creator.createSchool("primary", school.la);
      const joint = events.replacement("primary", startOfTargetYear, school);
      joint.name = school.name.replace(/ (Infant|Junior) /, " Primary ");
      events.add(other, joint);
      for (const old of [school, other]) {
        events.close(old, lastDayOfBaseYear);
        events.link(joint, old, `Predecessor - ${kind}`, startOfTargetYear);
        events.link(old, joint, kind === "merged" ? "Successor - merged" : "Result of Amalgamation", startOfTargetYear);
      }
    }),
  ),
  // Converted during the target year: the successor takes its place.
  scenario(30, academy, (school, events) => {
    const before = events.addPredecessor(school, events.random.pick(["2025-11-01", "2026-01-01", "2026-03-01"]));
    before.absence = school.absence;
    school.absence = noAbsence;
    events.moveTableRows(school, before);
  }),
  // One school closed and replaced by two new schools, for the target year.
  scenario(4, primary, (school, events) => events.split(school, startOfTargetYear)),
  // The same two years earlier: figures are published for one part, but not for the other.
  scenario(4, primary, (school, events) => {
    const [one, other] = events.split(school, "2023-09-01");
    school.absence = recent("figure");
    one.absence = recent("x", "figure", "figure");
    other.absence = recent("x", "x", "x");
    events.moveTableRows(school, one);
    other.inCensus = true;
  }),
  // Each is listed as both predecessor and successor of the other.
  scenario(2, academy, (school, events) => {
    const opened = events.randomFirstOfMonth(2012, 2020);
    const before = events.addPredecessor(school, opened);
    events.link(before, school, "Predecessor", opened);
    events.link(school, before, "Successor", opened);
  }),
  // New in the base year, with or without its first figure.
  scenario(40, mainstream, (school, events) => {
    school.opened = "2024-09-01";
    school.type = types.free;
    const reported = events.random.chance(0.5);
    school.absence = recent("x", "x", reported ? "figure" : "x");
    if (!reported) school.inTables = undefined;
  }),
  scenario(60, mainstream, (school, events) => events.close(school, lastDayOfBaseYear)),
  scenario(15, mainstream, (school, events) => events.close(school, "2025-12-31")),
  scenario(45, any, (school) => {
    school.status = "closing";
    school.closed = "2026-08-31";
  }),
  // Suppressed in the base year, or in all years.
  scenario(
    25,
    ({ sector, figures }) => sector !== "alternative" && figures.roll < 90,
    (school, events) => {
      school.absence = events.random.chance(0.3) ? recent("c", "c", "c") : recent("figure", "figure", "c");
      school.inTables = "SUPP";
    },
  ),
  // Not available or not applicable, for no reason that the register shows.
  ...(["x", "x", "z"] as const).map((code: Reported, i) =>
    scenario([40, 90, 8][i]!, any, (school) => {
      if (i === 1) school.absence = recent(code, "figure", "figure");
      else {
        school.absence = recent("figure", "figure", code);
        school.inTables = undefined;
      }
    }),
  ),
  // Links to schools that are no longer in the register, and links of kinds that do not affect lineage.
  scenario(60, academy, (school, events) => events.link(school, events.random.whole(790_000, 799_999), "Predecessor")),
  ...["Sixth Form Centre Link", "Other", "Expansion"].map((kind) =>
    scenario(
      10,
      ({ sector }) => sector === "secondary",
      (school, events) => events.link(school, school, kind),
    ),
  ),
];

/** Schools other than the open state-funded ones. `of21000`: how many for 21,000 of those. */
const others: { of21000: number; sector: Sector; change: (school: Establishment) => void }[] = [
  { of21000: 2300, sector: "independent", change: setUnreported },
  { of21000: 385, sector: "nursery", change: setUnreported },
  { of21000: 330, sector: "post16", change: setUnreported },
  ...(["primary", "secondary", "special"] as const).flatMap((sector) => [
    { of21000: 12, sector, change: (school: Establishment) => setUnopened(school, "open", startOfTargetYear) },
    { of21000: 14, sector, change: (school: Establishment) => setUnopened(school, "proposed", "2026-09-01") },
    { of21000: 70, sector, change: setClosed },
  ]),
];

function setUnreported(school: Establishment): void {
  school.absence = noAbsence;
  school.inTables = undefined;
  school.inCensus = school.sector !== "post16";
}

/** Closed between 2005 and the base year, a few years after it opened or more, without a successor. */
function setClosed(school: Establishment): void {
  const afterOpening = Number(school.opened?.slice(0, 4) ?? 0) + 1 + (school.number % 3);
  const closed = `${Math.max(2005 + (school.number % 20), afterOpening)}-08-31`;
  Object.assign(school, { status: "closed", closed, inTables: undefined, inCensus: false });
  school.absence = reportedWhileOpen(school, recentYears);
}

/** Applies each scenario at least once, at most one to a school, and adds the other schools. */
export function applyScenarios(england: England, creator: SchoolCreator, random: Random, schools: number): void {
  const events = new LifeEvents(england, creator, random);
  const count = (of21000: number) => Math.max(1, Math.round((of21000 * schools) / 21_000));
  let untouched = random.shuffled(england.establishments);
  // Rare scenarios first, before the common ones use up the schools that fit them.
  for (const { of21000, fits, apply } of [...scenarios].sort((a, b) => a.of21000 - b.of21000)) {
    const chosen = new Set(untouched.filter(fits).slice(0, count(of21000)));
    untouched = untouched.filter((school) => !chosen.has(school));
    for (const school of chosen) apply(school, events);
  }
  for (const { of21000, sector, change } of others) {
    for (let i = 0; i < count(of21000); i++) {
      const school = creator.createSchool(sector);
      change(school);
      events.add(school);
    }
  }
}
