// What happened before the recent years, and what is published about the years that no scenario is about.
import { censusDayOf, dayBefore, startOf } from "./calendar.js";
import type { SchoolCreator } from "./create-school.js";
import { type England, type Establishment, isOpenOn, type ReportedYears, type Sector } from "./establishment.js";
import { LifeEvents, noAbsence } from "./life-events.js";
import type { Random } from "./random.js";
import { types } from "./vocabulary.js";
import { resize } from "./yearly-pupils.js";

const before = censusDayOf("2018/19");
const converted = ({ type }: Establishment) => type === types.converter || type === types.sponsored;

/** Schools that others merged into in these years, of 21,000. */
const mergers = { of21000: 60, years: ["2019/20", "2021/22", "2022/23"] };
/** The share of its pupils that such a school had from the other one. */
const fromOther = 0.35;

/** Adds predecessors of schools that converted or grew by a merger between 2018/19 and the recent years. */
export function addHistory(england: England, creator: SchoolCreator, random: Random, schools: number): void {
  const { establishments } = england;
  const events = new LifeEvents(england, creator, random);
  const since = establishments.filter(({ opened, formerly }) => opened && opened > before && !formerly);
  for (const school of since.filter(converted)) {
    if (school.opened! < startOf("2022/23")) events.addPredecessor(school, school.opened!);
  }
  const linked = new Set(england.links.flatMap(({ from, to }) => [from, to]));
  const candidates = establishments.filter((school) => mayHaveGrown(school) && !linked.has(school));
  const count = Math.max(1, Math.round((mergers.of21000 * schools) / 21_000));
  for (const school of random.shuffled(candidates).slice(0, count)) merge(school, events);
}

/** A maintained primary school that is old, open and always reported. */
function mayHaveGrown({ sector, type, status, opened, absence }: Establishment): boolean {
  const reported = Object.values(absence).every((cell) => cell === "figure");
  return sector === "primary" && !type.academy && status === "open" && !(opened && opened > before) && reported;
}

/** Adds a school that closed and was merged into `school`, which then grew. */
function merge(school: Establishment, events: LifeEvents): void {
  const day = startOf(events.random.pick(mergers.years));
  const other = events.creator.createSchool("primary", school.la);
  const { type, religion, ages, phase } = school;
  Object.assign(other, { type, religion, ages, phase, trust: undefined, opened: undefined });
  Object.assign(other, { absence: noAbsence, inCensus: false, inTables: undefined });
  resize(other.figures, (fromOther * school.figures.roll) / other.figures.roll);
  for (const [year, change] of Object.entries(school.figures.changes)) {
    if (censusDayOf(year) < day) change.roll *= 1 - fromOther;
  }
  events.close(other, dayBefore(day));
  events.add(other);
  events.link(school, other, "Predecessor - merged", day);
  events.link(other, school, "Successor - merged", day);
}

/** The sectors whose absence is published. */
const reporting: ReadonlySet<Sector> = new Set(["primary", "secondary", "allThrough", "special", "alternative"]);
/** How many of a thousand schools have no figure for the target year, for no reason that the register shows. */
const missingLater = 3;

/** Adds what is published about years other than the recent ones, by the school's dates and the cells of the years beside. */
export function reportOtherYears({ establishments }: England, random: Random): void {
  for (const school of establishments) {
    if (!reporting.has(school.sector)) continue;
    const { absence } = school;
    const open = (year: string) => isOpenOn(school, censusDayOf(year));
    const neighbour = absence["2022/23"];
    const started: ReportedYears["2021/22"] = open("2022/23") ? neighbour : "figure";
    const last = absence["2024/25"];
    const later = last === "c" || last === "z" ? last : random.chance(missingLater / 1000) ? "x" : "figure";
    school.absence = {
      ...absence,
      "2018/19": open("2018/19") ? "figure" : undefined,
      "2021/22": open("2021/22") ? started : neighbour && "x",
      "2025/26": open("2025/26") ? later : undefined,
    };
  }
}

/** What is published about a school's recent years if nothing but its dates decides. */
export const reportedWhileOpen = (school: Establishment, years: readonly (keyof ReportedYears)[]): ReportedYears =>
  Object.fromEntries(years.filter((year) => isOpenOn(school, censusDayOf(year))).map((year) => [year, "figure"]));
