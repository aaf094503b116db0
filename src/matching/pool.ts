// One block of a population as a strategy sees it: its rows, and who may be whose peer.
import type { Block, Population } from "../population/population.js";
import type { Constraints } from "./constraints.js";
import type { ColumnName, Pool } from "./contract.js";
import { findNearest } from "./kernel.js";
import { blockStatistics } from "./statistics.js";

export interface BlockPool extends Pool {
  /** Row of the population, of every row of the pool. */
  readonly populationRow: Int32Array;
  /** Whether row `j` may be a peer of row `i`. */
  admits(i: number, j: number): boolean;
  /** In metres; NaN where either has no coordinates. */
  metres(i: number, j: number): number;
  /** What the strategy warned of, none twice. */
  readonly warnings: ReadonlySet<string>;
}

/** @param onProgress told how many rows of the block the kernel has done */
export function buildPool(
  population: Population,
  block: Block,
  constraints: Constraints,
  onProgress: (rows: number) => void = () => {},
): BlockPool {
  const rows = Int32Array.from(population.block.keys()).filter((row) => population.block[row] === block);
  const size = rows.length;
  const integers = (all: Int32Array) => Int32Array.from(rows, (row) => all[row]!);
  const bytes = (all: Uint8Array) => Uint8Array.from(rows, (row) => all[row]!);
  const numbers = (all: Float64Array) => Float64Array.from(rows, (row) => all[row]!);

  const columns = new Map<ColumnName, Float64Array>();
  const column = (name: ColumnName) => {
    if (!columns.has(name)) columns.set(name, numbers(population.columns[name]));
    return columns.get(name)!;
  };

  const reference = bytes(population.reference);
  const easting = numbers(population.easting);
  const northing = numbers(population.northing);
  const metres = (i: number, j: number) => {
    const east = easting[i]! - easting[j]!;
    const north = northing[i]! - northing[j]!;
    return Math.sqrt(east * east + north * north);
  };

  const attendance = column("attendance");
  const mayBePeer = bytes(population.eligible).map((eligible, row) =>
    eligible === 1 && !(constraints.publishedAttendance && Number.isNaN(attendance[row])) ? 1 : 0,
  );
  const lineage = integers(population.lineage);
  const selective = bytes(population.selective);
  const trust = codes(rows, population.trust);
  const region = codes(rows, population.region);
  const urban = column("urban");
  const { selectiveWithSelective, notSameTrust, sameRegion, sameUrbanRural, withinKm } = constraints;
  const reach = withinKm === null ? null : withinKm * 1000;

  // Unknown never equals unknown: code 0 and NaN are unknown.
  const admits = (i: number, j: number) =>
    mayBePeer[j] === 1 &&
    i !== j &&
    lineage[i] !== lineage[j] &&
    (!selectiveWithSelective || selective[i] === selective[j]) &&
    (!notSameTrust || trust[i] === 0 || trust[i] !== trust[j]) &&
    (!sameRegion || (region[i] !== 0 && region[i] === region[j])) &&
    (!sameUrbanRural || urban[i] === urban[j]) &&
    (reach === null || metres(i, j) <= reach);

  const admitsWithin = (kilometres: number) => (i: number, j: number) =>
    admits(i, j) && metres(i, j) <= kilometres * 1000;

  const possible = Int32Array.from(mayBePeer.keys()).filter((row) => mayBePeer[row] === 1);
  // A plain loop, here and in the kernel: a block asks this of up to 16,800 x 16,800 pairs.
  const admitted = new Int32Array(size);
  const candidates = (i: number) => {
    let count = 0;
    for (let at = 0; at < possible.length; at++) {
      const j = possible[at]!;
      if (admits(i, j)) admitted[count++] = j;
    }
    return admitted.slice(0, count);
  };

  const warnings = new Set<string>();
  return {
    block,
    size,
    urn: integers(population.urn),
    reference,
    region,
    kilometres: (i, j) => metres(i, j) / 1000,
    populationRow: rows,
    column,
    admits,
    metres,
    candidates,
    nearest: (matrix, options) => {
      const within = options.withinKm === undefined ? admits : admitsWithin(options.withinKm);
      return findNearest({ size, mayBePeer, admits: within }, matrix, options, onProgress);
    },
    statistics: blockStatistics(reference, column),
    warn: (message) => warnings.add(message),
    warnings,
  };
}

/** The same positive number for the same category; 0 for an unknown one. */
function codes(rows: Int32Array, categories: readonly (string | number | null)[]): Int32Array {
  const known = new Map<string | number, number>();
  return Int32Array.from(rows, (row) => {
    const category = categories[row] ?? null;
    if (category === null) return 0;
    if (!known.has(category)) known.set(category, known.size + 1);
    return known.get(category)!;
  });
}
