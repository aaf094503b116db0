// Chooses the schools of a population and arranges their facts in columns.
import type { Circumstances } from "../import/circumstances.js";
import { type CircumstanceName, circumstanceNames, supplementaryNames } from "../import/facts.js";
import { type AttendanceFigure, hasFigure } from "./attendance.js";
import { attendanceColumns, type Block, type ColumnName, type PopulationColumns } from "./population.js";
import type { SchoolInYear, SchoolsInYear } from "./school-in-year.js";

/**
 * Eligible schools, which may be peers of others, are the state-funded schools open in the base year, one per lineage:
 * the latest one with a figure (or the latest one, where the lineage has no figure). They also seek peers. So does every
 * other state-funded school that has or inherits a figure or was formed by a merger, unless it is only proposed, whenever
 * it opened. Reference rows are eligible schools with their own published figure and circumstances.
 */
export function composePopulation(schoolsInYear: SchoolsInYear): PopulationColumns {
  const stateFunded = [...schoolsInYear.schools.values()].filter((school): school is Member => school.block !== null);
  const eligible = new Set(onePerLineage(stateFunded.filter((school) => school.openInBaseYear)));
  const members = stateFunded.filter((school) => eligible.has(school) || seeksPeers(school));
  const circumstances = members.map((school) => circumstancesOf(school, schoolsInYear));
  const numbers = (value: (school: Member, row: number) => number | null) =>
    Float64Array.from(members, (school, row) => value(school, row) ?? Number.NaN);
  const columns = {} as Record<ColumnName, Float64Array>;
  for (const name of circumstanceNames) columns[name] = numbers((_, row) => circumstances[row]?.[name] ?? null);
  columns.urban = numbers(({ urban }) => (urban === null ? null : Number(urban)));
  for (const [yearsBefore, name] of attendanceColumns.entries()) {
    columns[name] = numbers((school) => attendanceOf(school.figures[yearsBefore]));
  }
  return {
    baseYear: schoolsInYear.baseYear,
    circumstancesYear: schoolsInYear.circumstancesYear,
    size: members.length,
    urn: Int32Array.from(members, ({ urn }) => urn),
    block: members.map(({ block }) => block),
    eligible: Uint8Array.from(members, (school) => (eligible.has(school) ? 1 : 0)),
    reference: Uint8Array.from(members, (school) => (eligible.has(school) && isReference(school) ? 1 : 0)),
    lineage: Int32Array.from(members, ({ lineage }) => lineage),
    trust: members.map(({ trustCode }) => trustCode),
    region: members.map(({ region }) => region),
    selective: Uint8Array.from(members, ({ selective }) => (selective ? 1 : 0)),
    easting: numbers(({ easting }) => easting),
    northing: numbers(({ northing }) => northing),
    columns,
  };
}

type Member = SchoolInYear & { readonly block: Block };

const seeksPeers = (school: Member): boolean =>
  school.status !== "PROPOSED_TO_OPEN" &&
  (hasFigure(school.figures[0]) || school.inheritsFrom !== null || school.mergedFrom.length > 0);

const isReference = (school: SchoolInYear): boolean =>
  hasFigure(school.figures[0]) && isDescribed(school.circumstances);

function onePerLineage(schools: readonly Member[]): Iterable<Member> {
  const chosen = new Map<number, Member>();
  for (const school of schools) {
    const before = chosen.get(school.lineage);
    if (!before || isPreferred(school, before)) chosen.set(school.lineage, school);
  }
  return chosen.values();
}

/** A school with a figure is preferred; then the later opening date (unknown counts as earliest), then the higher URN. */
function isPreferred(school: Member, before: Member): boolean {
  const figures = Number(hasFigure(school.figures[0])) - Number(hasFigure(before.figures[0]));
  if (figures !== 0) return figures > 0;
  const [opened, openedBefore] = [school.opened ?? "", before.opened ?? ""];
  return opened === openedBefore ? school.urn > before.urn : opened > openedBefore;
}

/** The school's own circumstances, else its predecessor's, if it inherits that school's figure. */
function circumstancesOf(school: SchoolInYear, { schools }: SchoolsInYear): Circumstances | null {
  if (isDescribed(school.circumstances) || school.inheritsFrom === null) return school.circumstances;
  return schools.get(school.inheritsFrom)?.circumstances ?? school.circumstances;
}

/** Whether a school has circumstances of its own: supplementary figures alone do not count. */
function isDescribed(circumstances: Circumstances | null): boolean {
  if (circumstances === null) return false;
  const { sources, codes, inCensus } = circumstances;
  const published = [...Object.keys(sources), ...Object.keys(codes)] as CircumstanceName[];
  return inCensus || published.length === 0 || published.some((name) => !supplementaryNames.includes(name));
}

const attendanceOf = (figure: AttendanceFigure | null | undefined): number | null =>
  figure && hasFigure(figure) ? Number(figure.attendance) : null;
