// The school-level absence release, in the layout of Explore Education Statistics.
import { timePeriod, years } from "./calendar.js";
import type { Establishment } from "./establishment.js";
import { type Cell, plain, writeSheet } from "./sheet.js";
import { registerPhases } from "./vocabulary.js";

const header =
  "time_period,time_identifier,geographic_level,country_code,country_name,region_name,old_la_code,la_name,school_urn,school_laestab,school_name,education_phase,sess_overall_percent,sess_authorised_percent,sess_unauthorised_percent,enrolments_pa_10_exact_percent";
const percent = (value: number): string => String(Number(value.toFixed(5)));

/** The split by authorisation is published only for the latest year. */
const latest = years.length - 1;

export async function writeAbsence(path: string, establishments: readonly Establishment[]): Promise<void> {
  await writeSheet(path, plain, header.split(","), absenceRows(establishments));
}

function* absenceRows(establishments: readonly Establishment[]): Generator<Cell[]> {
  for (const [year, name] of years.entries()) yield* summaryRows(establishments, year, name);
  for (const school of establishments) {
    for (const year of years.keys()) if (school.absence[year]) yield row(school, year, figures(school, year));
  }
  yield* invalidRows(establishments.find(({ absence }) => absence.every((cell) => cell === "figure"))!);
}

function row({ la, urn, number, name, phase }: Establishment, year: number, cells: Cell[]): Cell[] {
  const country = ["Academic year", "School", "E92000001", "England"];
  const laestab = la.code * 10_000 + number;
  const school = [la.region.name, la.code, la.name, urn, laestab, name, registerPhases[phase][1]];
  return [timePeriod(years[year]!), ...country, ...school, ...cells];
}

function figures({ figures, absence }: Establishment, year: number): Cell[] {
  const reported = absence[year]!;
  if (reported !== "figure") return [reported, reported, reported, reported];
  const overall = figures.absence[year]!;
  const unauthorised = overall * figures.unauthorised;
  const split = year === latest ? [percent(overall - unauthorised), percent(unauthorised)] : ["x", "x"];
  return [percent(overall), ...split, percent(figures.persistent[year]!)];
}

/** Rows for England and its regions, which are not schools: means weighted by roll. */
function* summaryRows(establishments: readonly Establishment[], year: number, name: string): Generator<Cell[]> {
  const reported = establishments.filter(({ absence }) => absence[year] === "figure");
  const regions = [...new Set(reported.map(({ la }) => la.region.name))].sort();
  for (const region of ["", ...regions]) {
    const schools = region ? reported.filter(({ la }) => la.region.name === region) : reported;
    const roll = schools.reduce((sum, { figures }) => sum + figures.roll, 0);
    const mean = (of: "absence" | "persistent") =>
      percent(schools.reduce((sum, { figures }) => sum + figures.roll * figures[of][year]!, 0) / roll);
    const level = ["Academic year", region ? "Regional" : "National", "E92000001", "England", region];
    yield [timePeriod(name), ...level, "", "", "", "", "", "Total", mean("absence"), "x", "x", mean("persistent")];
  }
}

/** Rows with absence above 100%, absence below 0%, a URN of letters, and a school that appears twice in a year. */
function* invalidRows(school: Establishment): Generator<Cell[]> {
  const unlisted = { ...school, urn: 899_001 };
  yield row(unlisted, latest, ["140", "100", "40", "12.5"]);
  yield row(unlisted, latest - 1, ["-2.5", "x", "x", "4.1"]);
  yield row(unlisted, latest, figures(school, latest)).map((cell) => (cell === 899_001 ? "ABC" : cell));
  yield row(school, latest, figures(school, latest));
}
