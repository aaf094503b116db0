// The four files of the performance tables: absence, census, spine, and the regions of local authorities.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serialDate, startOfTargetYear, years } from "./calendar.js";
import type { England, Establishment } from "./establishment.js";
import type { Figures } from "./figures.js";
import { localAuthorities } from "./local-authorities.js";
import { type Cell, plain, tables, writeSheet } from "./sheet.js";
import { religions } from "./vocabulary.js";

const base = years.length - 1;
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

export async function writeTables(directory: string, { establishments }: England): Promise<void> {
  await mkdir(directory, { recursive: true });
  const write = (name: string, layout: typeof plain, header: string, rows: Iterable<Cell[]>) =>
    writeSheet(join(directory, `${name}.csv`), layout, header.split(","), rows);
  await write("england_abs", tables, "LA,ESTAB,URN,PERCTOT,PPERSABS10", absenceRows(establishments));
  await write("england_census", tables, censusHeader, censusRows(establishments));
  await write("england_spine", plain, spineHeader, spineRows(establishments));
  const regions = localAuthorities.map(({ code, name, part }) => [code, name, part.code, part.name]);
  await write("la_and_region_codes_meta", { ...plain, newline: "\n" }, "LEA,LA Name,REGION,REGION NAME", regions);
}

function* absenceRows(establishments: readonly Establishment[]): Generator<Cell[]> {
  const listed = establishments.filter(({ inTables }) => inTables);
  for (const { la, number, urn, figures, inTables } of listed) {
    const persistent = figures.persistent[base]!;
    const few = (figures.roll * persistent) / 100 < suppressedBelow;
    const shown =
      inTables === "SUPP" ? ["SUPP", "SUPP"] : [tenth(figures.absence[base]!), few ? "SUPP" : tenth(persistent)];
    yield [la.code, number, urn, ...shown];
  }
  const first = listed[0]!;
  yield [first.la.code, first.number, 899_001, "140", "12.5"];
  yield [first.la.code, first.number, "ABC", "5.1", "12.5"];
  for (const [estab, type] of summaries) {
    const schools = listed.filter(({ sector, inTables }) => censusTypes[sector] === type && inTables === "figure");
    const roll = schools.reduce((sum, { figures }) => sum + figures.roll, 0);
    const mean = (name: "absence" | "persistent") =>
      schools.length > 0
        ? tenth(schools.reduce((sum, { figures }) => sum + figures.roll * figures[name][base]!, 0) / roll)
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
function counts({ roll, fsm, eal, sen, ehc }: Pick<Figures, "roll" | "fsm" | "eal" | "sen" | "ehc">): Cell[] {
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

function* censusRows(establishments: readonly Establishment[]): Generator<Cell[]> {
  const listed = establishments.filter(({ inCensus, sector }) => inCensus && censusTypes[sector]);
  const row = ({ urn, la, number, sector }: Establishment, cells: Cell[]) => [
    ...[urn, la.code, number, censusTypes[sector]],
    ...cells,
  ];
  let cells: Cell[] = [];
  for (const [i, school] of listed.entries()) {
    cells = counts(school.figures);
    if (i % unansweredEvery === unansweredEvery - 1) cells.fill("NA");
    if (school.sector === "independent") cells.fill("NA", languageColumn);
    if (school.sector === "nursery") cells.fill("NA", mealsColumn);
    yield row(school, cells);
  }
  const last = listed.at(-1)!;
  yield row(last, cells);
  yield row({ ...last, urn: 899_001 }, [...counts(last.figures).slice(0, -1), "-5"]);
  for (const [estab, type] of summaries) {
    const schools = listed.filter(({ sector }) => censusTypes[sector] === type);
    const sum = (name: "roll" | "fsm" | "eal" | "sen" | "ehc") =>
      schools.reduce((all, { figures }) => all + figures[name], 0);
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
