// Schools as points for the engine benchmark: invented schools with England's structure, and published schools of
// 2018/19.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import type { CandidateRules } from "../src/matching/candidates.js";
import { randomFrom } from "../src/strategy/random.js";

export interface PointSet {
  readonly name: string;
  readonly dimensions: readonly Float64Array[];
}

/**
 * Loadings on the factors poverty, density, size and age; the rest is specific to the attribute. Repeats flip some
 * signs.
 */
const loadings: readonly (readonly number[])[] = [
  [0.85, 0.2, 0, 0], // free school meals
  [0.5, 0, 0, 0.3], // SEN support
  [0.3, 0, -0.2, 0], // EHC plans
  [0.3, 0.7, 0.1, 0], // English as an additional language
  [0, 0.3, 0.9, 0], // roll
  [0.85, 0.3, 0, 0], // IDACI
  [0, 0.3, 0, 0], // easting
  [0.2, -0.2, 0, 0], // northing
  [-0.2, -0.7, -0.3, 0], // rural
  [0.4, 0.3, -0.2, 0.3], // mobility
  [0.2, 0.1, 0.5, 0], // pupils per teacher
  [-0.6, 0, 0, 0.4], // prior attainment
];

/** Values with an sd of about 1, rounded as published percentages are, so that single columns have ties. */
export function inventedPoints(size: number, width: number): PointSet {
  const random = randomFrom(size + width);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const factors = [0, 1, 2, 3].map(() => Float64Array.from({ length: size }, normal));
  const dimensions = Array.from({ length: width }, (_, d) => {
    const sign = d < loadings.length ? 1 : -1;
    const weights = loadings[d % loadings.length]!.map((loading, f) => (f % 2 === 1 ? sign * loading : loading));
    const specific = Math.sqrt(1 - weights.reduce((sum, weight) => sum + weight * weight, 0));
    return Float64Array.from({ length: size }, (_, row) => {
      const common = weights.reduce((sum, weight, f) => sum + weight * factors[f]![row]!, 0);
      return Math.round((common + specific * normal()) * 150) / 150;
    });
  });
  return { name: "invented", dimensions };
}

/** Coordinates in metres, clustered like England's schools: half within 12 km of a town centre, half anywhere. */
export function inventedLocations(size: number) {
  const random = randomFrom(size);
  const towns = Array.from({ length: 60 }, () => [random() * 360_000, random() * 360_000] as const);
  const locations = Array.from({ length: size }, () => {
    const [east, north] = towns[Math.floor(random() * towns.length)]!;
    const offset = () => (random() + random() - 1) * 12_000;
    return random() < 0.5 ? [east + offset(), north + offset()] : [random() * 360_000, random() * 360_000];
  });
  const coordinates = (axis: 0 | 1) => Float64Array.from(locations, (location) => Math.round(location[axis]!));
  return { easting: coordinates(0), northing: coordinates(1) };
}

/** All rows are candidates for all others, except as `overrides` restricts. */
export function allCandidates(size: number, overrides: Partial<CandidateRules> = {}): CandidateRules {
  const mayBePeer = new Uint8Array(size).fill(1);
  const mustDiffer = [Int32Array.from({ length: size }, (_, row) => row + 1)];
  return { size, mayBePeer, group: new Int32Array(size).fill(1), mustDiffer, near: null, ...overrides };
}

const tables = resolve(import.meta.dirname, "../../shared/data/performance-tables/2018-2019");
const columns = ["NOR", "PNORG", "PSENELSE", "PSENELK", "PNUMEAL", "PNUMUNCFL", "PNUMFSMEVER", "PERCTOT"];

/** Primary schools with all eight figures, as z-scores (of the logarithm for NOR); null if the tables are missing. */
export function publishedPoints(): PointSet | null {
  if (!existsSync(tables)) return null;
  const read = (file: string): Record<string, string>[] =>
    parse(readFileSync(resolve(tables, file), "utf8"), { columns: true, bom: true, relax_column_count: true });
  const absence = new Map(read("england_abs.csv").map((row) => [row.URN, row.PERCTOT]));
  const primary = new Set(
    read("england_spine.csv").flatMap((row) => (row.ISPRIMARY === "1" && row.ISSECONDARY !== "1" ? [row.URN] : [])),
  );
  const rows = read("england_census.csv")
    .filter((row) => primary.has(row.URN))
    .map((row) =>
      columns.map((column) => Number((column === "PERCTOT" ? absence.get(row.URN) : row[column]) || Number.NaN)),
    )
    .filter((row) => row.every(Number.isFinite));
  const dimensions = columns.map((column, d) => {
    const values = rows.map((row) => (column === "NOR" ? Math.log(row[d]!) : row[d]!));
    return standardised(values);
  });
  return { name: "published 2018/19", dimensions };
}

function standardised(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return Float64Array.from(values, (value) => (value - mean) / sd);
}
