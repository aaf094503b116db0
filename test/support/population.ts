// Small populations in a line or two. Values that a test does not give are plausible and the same for all schools.
import { createHash } from "node:crypto";
import {
  attendanceColumns,
  type Block,
  type ColumnName,
  circumstanceColumns,
  type Population,
} from "../../src/population/population.js";
import { randomFrom } from "../../src/strategy/random.js";

export interface TestSchool extends Partial<Record<ColumnName, number>> {
  readonly urn: number;
  readonly block?: Block;
  readonly eligible?: boolean;
  readonly reference?: boolean;
  readonly lineage?: number;
  readonly trust?: number | null;
  readonly region?: string | null;
  readonly selective?: boolean;
  readonly easting?: number;
  readonly northing?: number;
}

/** Schools with URNs from 1, by column. */
export const schoolsBy = (columns: Readonly<Partial<Record<ColumnName, readonly number[]>>>): TestSchool[] => {
  const entries = Object.entries(columns);
  return entries[0]![1].map((_, at) => ({
    urn: at + 1,
    ...Object.fromEntries(entries.map(([name, values]) => [name, values[at]])),
  }));
};

/** Rows ascending by URN. Columns that a school does not give are missing, except attendance: 95. */
export function populationOf(given: readonly TestSchool[]): Population {
  const schools = [...given].sort((a, b) => a.urn - b.urn);
  const names: readonly ColumnName[] = [...circumstanceColumns, ...attendanceColumns];
  const column = (name: ColumnName) =>
    Float64Array.from(schools, (school) => school[name] ?? (name === "attendance" ? 95 : Number.NaN));
  return {
    id: createHash("sha256").update(JSON.stringify(schools)).digest("hex"),
    baseYear: "2022/23",
    circumstancesYear: "2022/23",
    size: schools.length,
    urn: Int32Array.from(schools, ({ urn }) => urn),
    block: schools.map(({ block }) => block ?? "SECONDARY"),
    eligible: Uint8Array.from(schools, ({ eligible }) => (eligible === false ? 0 : 1)),
    reference: Uint8Array.from(schools, ({ reference }) => (reference === false ? 0 : 1)),
    lineage: Int32Array.from(schools, ({ lineage, urn }) => lineage ?? urn),
    trust: schools.map(({ trust }) => trust ?? null),
    region: schools.map(({ region }) => region ?? null),
    selective: Uint8Array.from(schools, ({ selective }) => (selective ? 1 : 0)),
    easting: Float64Array.from(schools, ({ easting }) => easting ?? Number.NaN),
    northing: Float64Array.from(schools, ({ northing }) => northing ?? Number.NaN),
    columns: Object.fromEntries(names.map((name) => [name, column(name)])) as Record<ColumnName, Float64Array>,
  };
}

/** Plausible schools, the same for a seed: all columns but `attainment8`, with ties and gaps like published figures. */
export function inventedSchools(count: number, seed = 1): TestSchool[] {
  const random = randomFrom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const oneDecimal = (low: number, high: number) => Math.round(between(low, high) * 10) / 10;
  const perhaps = (chance: number, value: number) => (random() < chance ? value : Number.NaN);
  return Array.from({ length: count }, (_, at) => ({
    urn: 100_000 + 7 * at,
    trust: random() < 0.6 ? Math.floor(between(1, 8)) : null,
    region: random() < 0.95 ? ["London", "North East", "South West"][Math.floor(between(0, 3))]! : null,
    selective: random() < 0.1,
    eligible: random() < 0.97,
    easting: perhaps(0.95, Math.round(between(300_000, 500_000))),
    northing: perhaps(0.95, Math.round(between(150_000, 400_000))),
    attendance: perhaps(0.95, oneDecimal(85, 97)),
    roll: perhaps(0.98, Math.round(between(60, 1800))),
    fsm: perhaps(0.97, oneDecimal(2, 70)),
    eal: perhaps(0.95, oneDecimal(0, 60)),
    senSupport: perhaps(0.95, oneDecimal(5, 30)),
    ehcPlans: perhaps(0.95, oneDecimal(0, 8)),
    idaci: perhaps(0.95, Math.round(between(0.03, 0.45) * 1000) / 1000),
    polar4: perhaps(0.95, oneDecimal(1, 5)),
    stability: perhaps(0.95, oneDecimal(75, 98)),
    ks2: perhaps(0.95, oneDecimal(98, 110)),
    ks2Reading: perhaps(0.95, oneDecimal(98, 110)),
    ks2Maths: perhaps(0.95, oneDecimal(98, 110)),
    urban: perhaps(0.95, random() < 0.8 ? 1 : 0),
  }));
}
