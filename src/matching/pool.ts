// One block of a population as a strategy sees it: its rows, and who may be whose peer.
import type { Block, Population } from "../population/population.js";
import {
  admittedBy,
  admitting,
  type Candidates,
  codesOf,
  groupsOf,
  metresBetween,
  type Nearness,
} from "./candidates.js";
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
  const metres = (i: number, j: number) => metresBetween({ easting, northing }, i, j);

  const attendance = column("attendance");
  const mayBePeer = bytes(population.eligible).map((eligible, row) =>
    eligible === 1 && !(constraints.publishedAttendance && Number.isNaN(attendance[row])) ? 1 : 0,
  );
  const categories = <T extends string | number>(all: readonly (T | null)[] | Int32Array | Uint8Array) =>
    codesOf(Array.from(rows, (row) => all[row] ?? null));
  const region = categories(population.region);
  const within = (km: number): Nearness => ({ easting, northing, metres: km * 1000 });
  const candidates: Candidates = {
    size,
    mayBePeer,
    group: groupsOf(size, [
      ...(constraints.selectiveWithSelective ? [categories(population.selective)] : []),
      ...(constraints.sameRegion ? [region] : []),
      ...(constraints.sameUrbanRural
        ? [codesOf(Array.from(column("urban"), (one) => (Number.isNaN(one) ? null : one)))]
        : []),
    ]),
    apart: [categories(population.lineage), ...(constraints.notSameTrust ? [categories(population.trust)] : [])],
    near: constraints.withinKm === null ? null : within(constraints.withinKm),
  };
  const admits = admitting(candidates);

  const warnings = new Set<string>();
  return {
    block,
    size,
    urn: Int32Array.from(rows, (row) => population.urn[row]!),
    reference,
    region,
    kilometres: (i, j) => metres(i, j) / 1000,
    populationRow: rows,
    column,
    admits,
    metres,
    candidates: admittedBy(candidates),
    nearest: (matrix, options) => {
      const km = Math.min(
        options.withinKm ?? Number.POSITIVE_INFINITY,
        constraints.withinKm ?? Number.POSITIVE_INFINITY,
      );
      const near = km === Number.POSITIVE_INFINITY ? candidates.near : within(km);
      return findNearest({ ...candidates, near }, matrix, options, onProgress);
    },
    statistics: blockStatistics(reference, column),
    warn: (message) => warnings.add(message),
    warnings,
  };
}
