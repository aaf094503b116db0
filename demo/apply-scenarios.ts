// Applies the scenarios to England's schools, and adds schools that are not open and state-funded.
import { recentYears, startOfTargetYear } from "./calendar.js";
import type { SchoolCreator } from "./create-school.js";
import type { England, Establishment, Sector } from "./establishment.js";
import { reportedWhileOpen } from "./history.js";
import { LifeEvents, noAbsence, setUnopened } from "./life-events.js";
import type { Random } from "./random.js";
import { scenarios } from "./scenarios.js";

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
