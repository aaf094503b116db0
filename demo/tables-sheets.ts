// The four files of a year's performance tables: absence, census, spine, and the regions of local authorities.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { baseYear, type earlierYears, serialDate, startOfTargetYear } from "./calendar.js";
import { type England, type Establishment, isInCensus } from "./establishment.js";
import { localAuthorities } from "./local-authorities.js";
import { type Cell, plain, tables, writeSheet } from "./sheet.js";
import { religions } from "./vocabulary.js";
import { type Pupils, pupilsIn } from "./yearly-pupils.js";

const tenth = (value: number): string => String(Number(value.toFixed(1)));
const share = (part: number, whole: number): string => (whole > 0 ? tenth((100 * part) / whole) : "0");

/** A percentage of fewer pupils than this is suppressed. */
const suppressedBelow = 7;

const summaries = [
  ["PRI", "State-funded primary"],
  ["SEC", "State-funded secondary"],
  ["SPE", "State-funded special school"],
] as const;

/** The census's school types; sixth-form and further education colleges are not in it. */
const censusTypes = {
  primary: "State-funded primary",
  secondary: "State-funded secondary",
  allThrough: "State-funded secondary",
  special: "State-funded special school",
  alternative: "Pupil referral unit",
  independent: "Independent school",
  nursery: "State-funded nursery",
  post16: "",
} as const;

/** The base year's tables, with rows that are invalid on purpose. */
export async function writeTables(directory: string, { establishments }: England): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeTable(directory, "england_abs", absenceHeader, absenceRows(establishments, baseYear));
  await writeTable(directory, "england_census", censusHeader, censusRows(establishments, baseYear));
  await writeSheet(join(directory, "england_spine.csv"), plain, spineHeader.split(","), spineRows(establishments));
  const regions = localAuthorities.map(({ code, name, part }) => [code, name, part.code, part.name]);
  const regionsPath = join(directory, "la_and_region_codes_meta.csv");
  await writeSheet(regionsPath, { ...plain, newline: "\n" }, regionsHeader.split(","), regions);
}

/** An earlier year's census, and its absence where no absence release has the year. */
export async function writeEarlierTables(
  directory: string,
  { establishments }: England,
  year: EarlierYear,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeTable(directory, "england_census", censusHeader, censusRows(establishments, year));
  if (year === "2018/19") await writeTable(directory, "england_abs", absenceHeader, absenceRows(establishments, year));
}

const writeTable = (directory: string, name: string, header: string, rows: Iterable<Cell[]>) =>
  writeSheet(join(directory, `${name}.csv`), tables, header.split(","), rows);

const regionsHeader = "LEA,LA Name,REGION,REGION NAME";
const absenceHeader = "LA,ESTAB,URN,PERCTOT,PPERSABS10";

type EarlierYear = (typeof earlierYears)[number];
type TablesYear = EarlierYear | typeof baseYear;

/** What the year's absence table shows of a school; undefined: it has no row. It has none of alternative provision. */
function shownIn(year: TablesYear, { inTables, sector, absence }: Establishment): Establishment["inTables"] {
  if (year === baseYear) return inTables;
  return sector !== "alternative" && absence[year] === "figure" ? "figure" : undefined;
}

function* absenceRows(establishments: readonly Establishment[], year: TablesYear): Generator<Cell[]> {
  const listed = establishments.filter((school) => shownIn(year, school));
  const rollOf = ({ figures }: Establishment) => pupilsIn(year, figures).roll;
  for (const school of listed) {
    const { la, number, urn, figures } = school;
    const persistent = figures.persistent[year];
    const few = (rollOf(school) * persistent) / 100 < suppressedBelow;
    const suppressed = shownIn(year, school) === "SUPP";
    const shown = suppressed ? ["SUPP", "SUPP"] : [tenth(figures.absence[year]), few ? "SUPP" : tenth(persistent)];
    yield [la.code, number, urn, ...shown];
  }
  const first = listed[0]!;
  if (year === baseYear) {
    yield [first.la.code, first.number, 899_001, "140", "12.5"];
    yield [first.la.code, first.number, "ABC", "5.1", "12.5"];
  }
  for (const [estab, type] of summaries) {
    const ofType = listed.filter(({ sector }) => censusTypes[sector] === type);
    const schools = ofType.filter((school) => shownIn(year, school) === "figure");
    const roll = schools.reduce((sum, school) => sum + rollOf(school), 0);
    const mean = (name: "absence" | "persistent") =>
      schools.length > 0
        ? tenth(schools.reduce((sum, school) => sum + rollOf(school) * school.figures[name][year], 0) / roll)
        : "NA";
    yield ["NAT", estab, "", mean("absence"), mean("persistent")];
  }
}

const censusHeader =
  "URN,LA,ESTAB,SCHOOLTYPE,NOR,NORG,NORB,PNORG,PNORB,TSENELSE,PSENELSE,TSENELK,PSENELK,NUMEAL,NUMENGFL,NUMUNCFL,PNUMEAL,PNUMENGFL,PNUMUNCFL,NUMFSM,NUMFSMEVER,PNUMFSMEVER";

/** Share of pupils eligible for free school meals in the last six years who are eligible now. */
const eligibleNow = 0.75;
/** One school in this many sent no census. */
const unansweredEvery = 500;

/** The columns NOR to PNUMFSMEVER. */
function counts({ roll, fsm, eal, sen, ehc }: Pupils): Cell[] {
  const girls = Math.floor(roll * 0.49);
  const unclassified = Math.floor((roll - eal) / 400);
  const english = roll - eal - unclassified;
  return [
    ...[roll, girls, roll - girls, share(girls, roll), share(roll - girls, roll)],
    ...[ehc, share(ehc, roll), sen, share(sen, roll)],
    ...[eal, english, unclassified, share(eal, roll), share(english, roll), share(unclassified, roll)],
    ...[Math.round(fsm * eligibleNow), fsm, share(fsm, roll)],
  ];
}

/** Indexes of the first column on first language and on free school meals. */
const languageColumn = 9;
const mealsColumn = 15;

function* censusRows(establishments: readonly Establishment[], year: TablesYear): Generator<Cell[]> {
  const listed = establishments.filter((school) => isInCensus(school, year) && censusTypes[school.sector]);
  const pupils = listed.map(({ figures }) => pupilsIn(year, figures));
  const row = ({ urn, la, number, sector }: Establishment, cells: Cell[]) => [
    ...[urn, la.code, number, censusTypes[sector]],
    ...cells,
  ];
  let cells: Cell[] = [];
  for (const [i, school] of listed.entries()) {
    cells = counts(pupils[i]!);
    if (i % unansweredEvery === unansweredEvery - 1) cells.fill("NA");
    if (school.sector === "independent") cells.fill("NA", languageColumn);
    if (school.sector === "nursery") cells.fill("NA", mealsColumn);
    yield row(school, cells);
  }
  if (year === baseYear) {
    const last = listed.at(-1)!;
    yield row(last, cells);
    yield row({ ...last, urn: 899_001 }, [...counts(last.figures).slice(0, -1), "-5"]);
  }
  for (const [estab, type] of summaries) {
    const ofType = pupils.filter((_, i) => censusTypes[listed[i]!.sector] === type);
    const sum = (name: keyof Pupils) => ofType.reduce((all, school) => all + school[name], 0);
    const all = { roll: sum("roll"), fsm: sum("fsm"), eal: sum("eal"), sen: sum("sen"), ehc: sum("ehc") };
    yield ["NAT", "", estab, type, ...counts(all)];
  }
}

const spineHeader =
  "URN,LA,ESTAB,LAESTAB,SCHNAME,OTHERSCHNAME,STREET,LOCALITY,ADDRESS3,TOWN,POSTCODE,ICLOSE,OPENDATE,CLOSEDATE,ISNEW,MINORGROUP,NFTYPE,OTHERNFTYPE,ISPRIMARY,ISSECONDARY,ISPOST16,AGEL,AGEH,GENDER,SIXFGENDER,RELDENOM,ADMPOL,OTHERURN,NEWACFLAG,RE-BROKERED";

/** Schools that opened on or after this date count as new, and only these show their opening date. */
const newSince = "2024-09-01";

/** Schools that were open at some time since the base year began, except nurseries and alternative provision. */
function* spineRows(establishments: readonly Establishment[]): Generator<Cell[]> {
  const flag = (is: boolean) => (is ? 1 : 0);
  for (const school of establishments) {
    const { la, number, type, ages, gender, closed, opened, status, formerly } = school;
    if (!("spine" in type && type.spine) || status === "proposed") continue;
    if (status === "closed" && closed! < newSince) continue;
    const ended = status === "closed" && closed! < startOfTargetYear;
    const recent = opened !== undefined && opened >= newSince;
    const openStatus = status === "closing" || (status === "closed" && !ended) ? 3 : 1;
    yield [
      ...[school.urn, la.code, number, la.code * 10_000 + number, school.name, formerly && recent ? formerly.name : ""],
      ...[school.street, "", "", school.town, school.postcode],
      ...[ended ? 2 : openStatus, recent ? serialDate(opened) : "", ended ? serialDate(closed) : "", flag(recent)],
      ...[type.spine[1], type.spine[0], formerly && recent ? (formerly.type.spine?.[0] ?? "") : ""],
      ...[flag(ages[0] < 9), flag(ages[1] > 13 && ages[0] < 16), flag(ages[1] > 16), ages[0], Math.min(19, ages[1])],
      ...[gender, gender, religions[school.religion][1], admissions(school)],
      ...[formerly && recent ? formerly.urn : "", formerly && recent ? 1 : 6, 0],
    ];
  }
}

function admissions({ admissions }: Establishment): string {
  if (admissions === "selective") return "Selective";
  return admissions === "open" ? "Non-selective" : "Not recorded";
}
