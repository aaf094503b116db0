// What a strategy is run on: rows in blocks, their columns, and who may be whose peer. Made of a population under a run's
// constraints, or of a table under its own.
import type { Population } from "../population/population.js";
import type { ColumnName } from "../strategy/contract.js";
import { codesOf, metresBetween } from "./candidates.js";
import type { Constraints } from "./constraints.js";

/** All arrays have `size` entries; a missing number is NaN. */
export interface Frame {
  readonly size: number;
  /** Ascending, none twice. */
  readonly urn: Int32Array;
  readonly block: readonly string[];
  /** 1: scales, medians and edges are over these. */
  readonly reference: Uint8Array;
  /** The same positive number for the same region; 0 where it is unknown. */
  readonly region: Int32Array;
  /** Metres. */
  readonly easting: Float64Array;
  readonly northing: Float64Array;
  readonly columns: Readonly<Record<ColumnName, Float64Array>>;
  readonly rules: Rules;
}

/** Who may be whose peer within a block, by the name of each rule. */
export interface Rules {
  /** 1 where the row may be nobody's peer. */
  readonly barred: Readonly<Record<string, Uint8Array>>;
  /** Peers have the same code, and nobody has code 0 in common. */
  readonly alike: Readonly<Record<string, Int32Array>>;
  /** Peers differ in their codes; code 0 differs from every code. */
  readonly apart: Readonly<Record<string, Int32Array>>;
  /** Null: any. */
  readonly withinKm: number | null;
}

export function frameOf(population: Population, constraints: Constraints): Frame {
  const { size, urn, block, reference, easting, northing, columns } = population;
  const barring = (holds: (row: number) => boolean) =>
    Uint8Array.from({ length: size }, (_, row) => (holds(row) ? 1 : 0));
  const region = codesOf(population.region);
  const urban = () => codesOf(Array.from(columns.urban, (one) => (Number.isNaN(one) ? null : one)));
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
      barred: {
        seeksOnly: barring((row) => population.eligible[row] !== 1),
        ...(constraints.publishedAttendance && {
          publishedAttendance: barring((row) => Number.isNaN(columns.attendance[row])),
        }),
      },
      alike: {
        ...(constraints.selectiveWithSelective && { selectiveWithSelective: codesOf([...population.selective]) }),
        ...(constraints.sameRegion && { sameRegion: region }),
        ...(constraints.sameUrbanRural && { sameUrbanRural: urban() }),
      },
      apart: {
        lineage: codesOf([...population.lineage]),
        ...(constraints.notSameTrust && { notSameTrust: codesOf(population.trust) }),
      },
      withinKm: constraints.withinKm,
    },
  };
}

/** The names of all rules that keep row `j` from being a peer of row `i`, blocks aside; none where it may be one. */
export function rulesAgainst({ rules, ...places }: Frame, i: number, j: number): string[] {
  const named = <Of>(all: Readonly<Record<string, Of>>, isAgainst: (of: Of) => boolean) =>
    Object.keys(all).filter((name) => isAgainst(all[name]!));
  const isFar = rules.withinKm !== null && !(metresBetween(places, i, j) <= rules.withinKm * 1000);
  return [
    ...named(rules.barred, (rows) => rows[j] === 1),
    ...named(rules.alike, (codes) => codes[i] !== codes[j] || codes[i] === 0),
    ...named(rules.apart, (codes) => codes[i] === codes[j] && codes[i] !== 0),
    ...(isFar ? ["withinKm"] : []),
  ];
}
