// Chooses who is in a population and lays their facts out in columns.
import { type AttendanceFigure, hasFigure } from "./figure.js";
import {
  attendanceColumns,
  type Block,
  type ColumnName,
  circumstanceColumns,
  type PopulationColumns,
} from "./population.js";
import type { Circumstances, SchoolInYear, SchoolsInYear } from "./school-in-year.js";

/**
 * Peers are the state-funded schools open in the base year, one a lineage: the latest that has a figure (or, where none
 * of the lineage has, the latest). They seek peers too, and so does every other school with a figure of its own or to
 * inherit, whether it was open then or opened later. Reference rows are peers with a published figure and circumstances
 * of their own.
 */
export function composePopulation(standings: SchoolsInYear): PopulationColumns {
  const funded = [...standings.schools.values()].filter((school): school is Member => school.block !== null);
  const peers = new Set(onePerLineage(funded.filter((school) => school.openInBaseYear)));
  const members = funded.filter((school) => peers.has(school) || seeks(school));
  const circumstances = members.map((school) => circumstancesOf(school, standings));
  const numbers = (value: (school: Member, row: number) => number | null) =>
    Float64Array.from(members, (school, row) => value(school, row) ?? Number.NaN);
  const columns = {} as Record<ColumnName, Float64Array>;
  for (const name of circumstanceColumns) {
    columns[name] = numbers((school, row) =>
      name === "urban" ? asNumber(school.urban) : (circumstances[row]?.[name] ?? null),
    );
  }
  for (const [before, name] of attendanceColumns.entries()) {
    columns[name] = numbers((school) => attendanceOf(school.figures[before]));
  }
  return {
    baseYear: standings.baseYear,
    circumstancesYear: standings.circumstancesYear,
    size: members.length,
    urn: Int32Array.from(members, ({ urn }) => urn),
    block: members.map(({ block }) => block),
    eligible: Uint8Array.from(members, (school) => (peers.has(school) ? 1 : 0)),
    reference: Uint8Array.from(members, (school) => (peers.has(school) && isReference(school) ? 1 : 0)),
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

const seeks = (school: Member): boolean =>
  school.status !== "PROPOSED_TO_OPEN" &&
  (hasFigure(school.figures[0]) || school.inheritsFrom !== null || school.mergedFrom.length > 0);

const isReference = (school: SchoolInYear): boolean => hasFigure(school.figures[0]) && school.circumstances !== null;

function onePerLineage(schools: readonly Member[]): Iterable<Member> {
  const chosen = new Map<number, Member>();
  for (const school of schools) {
    const before = chosen.get(school.lineage);
    if (!before || isLater(school, before)) chosen.set(school.lineage, school);
  }
  return chosen.values();
}

/** With a figure before without, then by opening date (an unknown one is long ago), then by URN. */
function isLater(school: Member, before: Member): boolean {
  const figures = Number(hasFigure(school.figures[0])) - Number(hasFigure(before.figures[0]));
  if (figures !== 0) return figures > 0;
  const [opened, openedBefore] = [school.opened ?? "", before.opened ?? ""];
  return opened === openedBefore ? school.urn > before.urn : opened > openedBefore;
}

/** Its own, else those of the predecessor whose figure it inherits. */
function circumstancesOf(school: SchoolInYear, standings: SchoolsInYear): Circumstances | null {
  if (school.circumstances !== null || school.inheritsFrom === null) return school.circumstances;
  return standings.schools.get(school.inheritsFrom)?.circumstances ?? null;
}

const attendanceOf = (figure: AttendanceFigure | null | undefined): number | null =>
  figure && hasFigure(figure) ? Number(figure.attendance) : null;

const asNumber = (value: boolean | null): number | null => (value === null ? null : Number(value));
