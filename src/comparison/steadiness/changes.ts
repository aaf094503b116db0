// The changes of figures that peers should withstand.
import { createHash } from "node:crypto";
import type { ColumnName, circumstanceColumns, Population } from "../../population/population.js";

export type Circumstance = (typeof circumstanceColumns)[number];

type Columns = Readonly<Partial<Record<ColumnName, Float64Array>>>;

export interface Change {
  readonly measure: string;
  /** The attribute that is left out; empty for changes of several. */
  readonly attribute: string;
  /** The columns that differ from the population's. */
  columns(population: Population): Columns;
}

/**
 * One pupil either way in every percentage; a figure missing for 1% of schools; each attribute left out in turn.
 * @param attributes what the strategy reads, in the order in which they are left out
 */
export const changesFor = (attributes: readonly Circumstance[], seed: number): Change[] => [
  {
    measure: "jaccard_one_pupil",
    attribute: "",
    columns: (population) => onePupilEitherWay(population, attributes, seed),
  },
  {
    measure: "jaccard_missing",
    attribute: "",
    columns: (population) => missingForOnePercent(population, attributes, seed),
  },
  ...attributes.map((attribute) => ({
    measure: "jaccard_without",
    attribute,
    columns: ({ size }: Population) => ({ [attribute]: new Float64Array(size).fill(Number.NaN) }),
  })),
];

/** Percentages of a school's pupils. IDACI and POLAR describe where pupils live; the others are not percentages. */
const ofPupils: ReadonlySet<Circumstance> = new Set(["fsm", "eal", "senSupport", "ehcPlans", "stability", "semh"]);

/**
 * Each percentage of pupils moves by 100 / roll, up if the draw for the attribute's name is even, else down, and stays
 * within 0 to 100. Without a roll it is unchanged, and a missing percentage stays missing.
 */
export function onePupilEitherWay(
  { urn, columns }: Population,
  attributes: readonly Circumstance[],
  seed: number,
): Columns {
  const moved = (name: Circumstance) =>
    columns[name].map((value, row) => {
      const roll = columns.roll[row]!;
      if (!(roll > 0)) return value;
      const pupil = draw(seed, urn[row]!, name) % 2 === 0 ? 100 / roll : -100 / roll;
      return Math.min(Math.max(value + pupil, 0), 100);
    });
  return Object.fromEntries(attributes.filter((name) => ofPupils.has(name)).map((name) => [name, moved(name)]));
}

/**
 * 1% of the schools that have one of the attributes, rounded up, lose one figure each: those with the lowest draws for
 * `missing` (equal ones by URN). The figure is the one at place (draw for `which`) mod (number of
 * attributes that the school has), from 0, in the order of `attributes`.
 */
export function missingForOnePercent(
  { urn, columns }: Population,
  attributes: readonly Circumstance[],
  seed: number,
): Columns {
  const changed = new Map(attributes.map((name) => [name, columns[name].slice()]));
  const known = (row: number) => attributes.filter((name) => !Number.isNaN(columns[name][row]));
  const candidates = Array.from(urn, (school, row) => ({ row, school, drawn: draw(seed, school, "missing") }))
    .filter(({ row }) => known(row).length > 0)
    .sort((a, b) => a.drawn - b.drawn || a.school - b.school);
  const losers = candidates.slice(0, Math.ceil(candidates.length / 100));
  for (const { row, school } of losers) {
    const names = known(row);
    changed.get(names[draw(seed, school, "which") % names.length]!)![row] = Number.NaN;
  }
  return Object.fromEntries(changed);
}

/**
 * A whole number from 0 to 2^32 - 1, evenly distributed: the first four bytes of the SHA-256 of `seed,urn,purpose`, most
 * significant first, so that anyone can draw again.
 */
export const draw = (seed: number, urn: number, purpose: string): number =>
  createHash("sha256").update(`${seed},${urn},${purpose}`).digest().readUInt32BE();
