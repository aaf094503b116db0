// The school-level absence release, in the layout of Explore Education Statistics.
import { type AcademicYear, earlierBaseYear, recentYears, timePeriod } from "./calendar.js";
import type { Establishment } from "./establishment.js";
import { type Cell, plain, writeSheet } from "./sheet.js";
import { registerPhases } from "./vocabulary.js";
import { pupilsIn } from "./yearly-pupils.js";

const header =
  "time_period,time_identifier,geographic_level,country_code,country_name,region_name,old_la_code,la_name,school_urn,school_laestab,school_name,education_phase,sess_overall_percent,sess_authorised_percent,sess_unauthorised_percent,enrolments_pa_10_exact_percent";
const percent = (value: number): string => String(Number(value.toFixed(5)));

/** A release: its years in order, and whether it has rows that are invalid on purpose. */
interface Release {
  readonly years: readonly AcademicYear[];
  readonly invalid: boolean;
}

export async function writeAbsence(
  path: string,
  establishments: readonly Establishment[],
  release: Release,
): Promise<void> {
  await writeSheet(path, plain, header.split(","), absenceRows(establishments, release));
}

/** The split by authorisation is published only for the latest year of a release. */
function* absenceRows(establishments: readonly Establishment[], { years, invalid }: Release): Generator<Cell[]> {
  const latest = years.at(-1)!;
  for (const year of years) yield* summaryRows(establishments, year);
  for (const school of establishments) {
    for (const year of years) if (school.absence[year]) yield row(school, year, figures(school, year, latest));
  }
  const reported = ({ absence }: Establishment) => recentYears.every((year) => absence[year] === "figure");
  if (invalid) yield* invalidRows(establishments.find(reported)!, latest);
}

function row({ la, urn, number, name, phase }: Establishment, year: AcademicYear, cells: Cell[]): Cell[] {
  const country = ["Academic year", "School", "E92000001", "England"];
  const laestab = la.code * 10_000 + number;
  const school = [la.region.name, la.code, la.name, urn, laestab, name, registerPhases[phase][1]];
  return [timePeriod(year), ...country, ...school, ...cells];
}

function figures({ figures, absence }: Establishment, year: AcademicYear, latest: AcademicYear): Cell[] {
  const reported = absence[year]!;
  if (reported !== "figure") return [reported, reported, reported, reported];
  const overall = figures.absence[year];
  const unauthorised = overall * figures.unauthorised;
  const split = year === latest ? [percent(overall - unauthorised), percent(unauthorised)] : ["x", "x"];
  return [percent(overall), ...split, percent(figures.persistent[year])];
}

/** Rows for England and its regions, which are not schools: means weighted by roll. */
function* summaryRows(establishments: readonly Establishment[], year: AcademicYear): Generator<Cell[]> {
  const reported = establishments.filter(({ absence }) => absence[year] === "figure");
  const regions = [...new Set(reported.map(({ la }) => la.region.name))].sort();
  for (const region of ["", ...regions]) {
    const schools = region ? reported.filter(({ la }) => la.region.name === region) : reported;
    const rolls = schools.map(({ figures }) => pupilsIn(year, figures).roll);
    const roll = rolls.reduce((sum, pupils) => sum + pupils, 0);
    const mean = (of: "absence" | "persistent") =>
      percent(schools.reduce((sum, { figures }, i) => sum + rolls[i]! * figures[of][year], 0) / roll);
    const level = ["Academic year", region ? "Regional" : "National", "E92000001", "England", region];
    yield [timePeriod(year), ...level, "", "", "", "", "", "Total", mean("absence"), "x", "x", mean("persistent")];
  }
}

/** Rows with absence above 100%, absence below 0%, a URN of letters, and a school that appears twice in a year. */
function* invalidRows(school: Establishment, latest: AcademicYear): Generator<Cell[]> {
  const unlisted = { ...school, urn: 899_001 };
  const repeated = figures(school, latest, latest);
  yield row(unlisted, latest, ["140", "100", "40", "12.5"]);
  yield row(unlisted, earlierBaseYear, ["-2.5", "x", "x", "4.1"]);
  yield row(unlisted, latest, repeated).map((cell) => (cell === 899_001 ? "ABC" : cell));
  yield row(school, latest, repeated);
}
