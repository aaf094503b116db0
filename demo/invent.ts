// Invents England: its schools, what happened to them, and their URNs.
import { SchoolCreator } from "./create-school.js";
import type { England, Establishment, Sector } from "./establishment.js";
import { addHistory, reportOtherYears } from "./history.js";
import { localAuthorities } from "./local-authorities.js";
import { Random } from "./random.js";
import { applyScenarios } from "./scenarios.js";

/** Open state-funded schools by sector, per thousand; the rest are primary. */
const shares: [Sector, number][] = [
  ["alternative", 16],
  ["allThrough", 8],
  ["special", 49],
  ["secondary", 152],
];
/** No real school has a URN in the eight hundred thousands. */
const firstUrn = 800_001;

export function inventEngland(schools: number, seed: number): England {
  const random = new Random(seed, "england");
  const creator = new SchoolCreator(seed);
  const england: England = { establishments: [], links: [] };
  const sectors = shares.flatMap(([sector, share]) =>
    new Array<Sector>(Math.max(1, Math.round((schools * share) / 1000))).fill(sector),
  );
  for (let i = 0; i < schools; i++) england.establishments.push(creator.createSchool(sectors[i] ?? "primary"));
  makeSelective(england.establishments, random, schools);
  applyScenarios(england, creator, random, schools);
  assignUrns(england.establishments, random);
  const history = new Random(seed, "history");
  addHistory(england, creator, history, schools);
  assignFreeUrns(england.establishments);
  reportOtherYears(england, history);
  return england;
}

/** Makes grammar schools in authorities that have them, from the schools with the lowest share of FSM pupils. */
function makeSelective(establishments: Establishment[], random: Random, schools: number): void {
  const fsmShare = ({ figures }: Establishment) => figures.fsm / figures.roll;
  for (const la of localAuthorities) {
    const expected = (la.selective * schools) / 21_000;
    const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
    const candidates = establishments.filter(
      (school) => school.la === la && school.phase === "secondary" && school.ages[0] === 11,
    );
    candidates.sort((a, b) => fsmShare(a) - fsmShare(b));
    for (const school of candidates.slice(0, count)) {
      school.admissions = "selective";
      school.name = school.name.replace(/(High )?(School|Academy)$/, "Grammar School");
      const { secondary, roll } = school.figures;
      school.figures.fsm = Math.round(Math.min(school.figures.fsm, roll * (0.02 + 0.08 * random.uniform())));
      if (secondary) secondary.ks2 = Math.min(116, 109 + 1.5 * random.normal());
      if (secondary) secondary.attainment8 = Math.min(86, 70 + 4 * random.normal());
    }
  }
}

/** Assigns URNs in order of opening, as the register does, and sorts by them. */
function assignUrns(establishments: Establishment[], random: Random): void {
  const day = (school: Establishment) => (school.opened && school.opened >= "2010" ? school.opened : "");
  establishments.sort((a, b) => a.la.code - b.la.code);
  establishments.sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0));
  let urn = firstUrn;
  for (const school of establishments) {
    school.urn = urn;
    urn += random.whole(1, 3);
  }
}

/**
 * Gives each school without a URN one that no other has, evenly over those of the schools without a recent opening date,
 * and sorts by URN.
 */
function assignFreeUrns(establishments: Establishment[]): void {
  const taken = new Set(establishments.map(({ urn }) => urn));
  const oldest = establishments.filter(({ urn, opened }) => urn && (opened ?? "") < "2010").map(({ urn }) => urn);
  const last = Math.max(...oldest);
  const free: number[] = [];
  for (let urn = firstUrn; urn < last; urn++) if (!taken.has(urn)) free.push(urn);
  const missing = establishments.filter(({ urn }) => urn === 0);
  for (const [i, school] of missing.entries()) school.urn = free[Math.floor((i * free.length) / missing.length)]!;
  establishments.sort((a, b) => a.urn - b.urn);
}
