// Tells what became of England's schools, and adds those that are no open state-funded ones.
import { startOfTargetYear } from "./calendar.js";
import type { Foundry } from "./create-school.js";
import type { England, Establishment, Sector } from "./establishment.js";
import { nothing, Past, unopened } from "./life-events.js";
import type { Random } from "./random.js";
import { stories } from "./scenarios.js";

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

function closedLongAgo(school: Establishment): void {
  const closed = `${2005 + (school.number % 17)}-08-31`;
  Object.assign(school, { status: "closed", closed, absence: nothing, inTables: undefined, inCensus: false });
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
