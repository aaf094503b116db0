// What a strategy runs on: rows in blocks, their columns, and the rules for peers. Made from a population and a run's
// constraints, or from a table and its constraints.
import type { Population } from "../population/population.js";
import type { ColumnName } from "../strategy/contract.js";
import { codesOf, metresBetween } from "./candidates.js";
import type { Constraints } from "./constraints.js";

/** All arrays have `size` entries; a missing number is NaN. */
export interface Frame {
  readonly size: number;
  /** Ascending, without duplicates. */
  readonly urn: Int32Array;
  readonly block: readonly string[];
  /** 1 for the rows that scales, medians and band edges are computed from. */
  readonly reference: Uint8Array;
  /** A positive number for each region; 0 if the region is unknown. */
  readonly region: Int32Array;
  /** Metres. */
  readonly easting: Float64Array;
  readonly northing: Float64Array;
  readonly columns: Readonly<Record<ColumnName, Float64Array>>;
  readonly rules: Rules;
}

/** The rules for peers within a block, by name. */
export interface Rules {
  /** 1 if the row may never be a peer. */
  readonly excluded: Readonly<Record<string, Uint8Array>>;
  /** Peers have the same code; code 0 matches no code. */
  readonly mustMatch: Readonly<Record<string, Int32Array>>;
  /** Peers have different codes; code 0 differs from every code. */
  readonly mustDiffer: Readonly<Record<string, Int32Array>>;
  /** Null: any distance. */
  readonly withinKm: number | null;
}

export function frameOf(population: Population, constraints: Constraints): Frame {
  const { size, urn, block, reference, easting, northing, columns } = population;
  const flags = (isSet: (row: number) => boolean) =>
    Uint8Array.from({ length: size }, (_, row) => (isSet(row) ? 1 : 0));
  const region = codesOf(population.region);
  const urban = () => codesOf(Array.from(columns.urban, (value) => (Number.isNaN(value) ? null : value)));
  return {
    size,
    urn,
    block,
    reference,
    region,
    easting,
    northing,
    columns,
    rules: {
      excluded: {
        seeksOnly: flags((row) => population.eligible[row] !== 1),
        ...(constraints.publishedAttendance && {
          publishedAttendance: flags((row) => Number.isNaN(columns.attendance[row])),
        }),
      },
      mustMatch: {
        ...(constraints.selectiveWithSelective && { selectiveWithSelective: codesOf([...population.selective]) }),
        ...(constraints.sameRegion && { sameRegion: region }),
        ...(constraints.sameUrbanRural && { sameUrbanRural: urban() }),
      },
      mustDiffer: {
        lineage: codesOf([...population.lineage]),
        ...(constraints.notSameTrust && { notSameTrust: codesOf(population.trust) }),
      },
      withinKm: constraints.withinKm,
    },
  };
}

/** The names of all rules that stop row `j` from being a peer of row `i` in its block; empty if it may be one. */
export function rulesAgainst({ rules, ...places }: Frame, i: number, j: number): string[] {
  const broken = <Rule>(byName: Readonly<Record<string, Rule>>, isBroken: (rule: Rule) => boolean) =>
    Object.keys(byName).filter((name) => isBroken(byName[name]!));
  const isTooFar = rules.withinKm !== null && !(metresBetween(places, i, j) <= rules.withinKm * 1000);
  return [
    ...broken(rules.excluded, (flags) => flags[j] === 1),
    ...broken(rules.mustMatch, (codes) => codes[i] !== codes[j] || codes[i] === 0),
    ...broken(rules.mustDiffer, (codes) => codes[i] === codes[j] && codes[i] !== 0),
    ...(isTooFar ? ["withinKm"] : []),
  ];
}
