// One block of a frame as a strategy sees it: its rows, and who may be whose peer.
import { KindredError } from "../errors.js";
import type { ColumnName, Pool } from "../strategy/contract.js";
import { admittedBy, admitting, type Candidates, groupsOf, metresBetween, type Nearness } from "./candidates.js";
import { distanceBetween } from "./explain/between.js";
import type { Frame } from "./frame.js";
import { findNearest } from "./kernel.js";
import { blockStatistics } from "./statistics.js";

export interface BlockPool extends Pool {
  /** Row of the frame, of every row of the pool. */
  readonly frameRow: Int32Array;
  /** Whether row `j` may be a peer of row `i`. */
  admits(i: number, j: number): boolean;
  /** In metres; NaN where either has no coordinates. */
  metres(i: number, j: number): number;
  /** What the strategy warned of, none twice. */
  readonly warnings: ReadonlySet<string>;
}

const progressEvery = 256;

export interface PoolOptions {
  /** Told how many rows of the block the kernel has done. */
  onProgress?(rows: number): void;
  /** Rows of the frame, ascending, that alone seek peers; the others find no candidates. All unless given. */
  readonly seekers?: readonly number[];
}

export function buildPool(frame: Frame, block: string, { onProgress, seekers }: PoolOptions = {}): BlockPool {
  const rows = Int32Array.from(frame.block.keys()).filter((row) => frame.block[row] === block);
  const size = rows.length;
  const numbers = (all: Float64Array) => Float64Array.from(rows, (row) => all[row]!);
  const codes = (all: Int32Array) => Int32Array.from(rows, (row) => all[row]!);

  const columns = new Map<ColumnName, Float64Array>();
  const column = (name: ColumnName) => {
    if (!Object.hasOwn(frame.columns, name)) {
      const known = Object.keys(frame.columns).join(", ");
      throw new KindredError("STRATEGY_FAILED", `there is no column ${JSON.stringify(name)}; there are ${known}`);
    }
    if (!columns.has(name)) columns.set(name, numbers(frame.columns[name]!));
    return columns.get(name)!;
  };

  const reference = Uint8Array.from(rows, (row) => frame.reference[row]!);
  const easting = numbers(frame.easting);
  const northing = numbers(frame.northing);
  const metres = (i: number, j: number) => metresBetween({ easting, northing }, i, j);
  const within = (km: number | null): Nearness | null =>
    km === null ? null : { easting, northing, metres: km * 1000 };

  const { barred, alike, apart, withinKm } = frame.rules;
  const candidates: Candidates = {
    size,
    mayBePeer: Uint8Array.from(rows, (row) => (Object.values(barred).some((those) => those[row] === 1) ? 0 : 1)),
    group: groupsOf(size, Object.values(alike).map(codes)),
    apart: Object.values(apart).map(codes),
    near: within(withinKm),
  };

  const queries = seekers && Int32Array.from(seekers, (row) => rows.indexOf(row));
  const candidatesOf = admittedBy(candidates);
  const nobody = new Int32Array(0);
  const warnings = new Set<string>();
  return {
    block,
    size,
    urn: codes(frame.urn),
    reference,
    region: codes(frame.region),
    kilometres: (i, j) => metres(i, j) / 1000,
    frameRow: rows,
    column,
    admits: admitting(candidates),
    metres,
    candidates: (row) => {
      // Strategies that search for themselves go row by row.
      if (row % progressEvery === 0) onProgress?.(row);
      return queries && !queries.includes(row) ? nobody : candidatesOf(row);
    },
    nearest: (matrix, options) => {
      const km = Math.min(options.withinKm ?? Number.POSITIVE_INFINITY, withinKm ?? Number.POSITIVE_INFINITY);
      const near = within(km === Number.POSITIVE_INFINITY ? null : km);
      return findNearest({ ...candidates, near }, matrix, { ...options, queries, onProgress });
    },
    between: distanceBetween,
    statistics: blockStatistics(reference, column),
    warn: (message) => warnings.add(message),
    warnings,
  };
}
