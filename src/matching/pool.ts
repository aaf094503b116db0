// One block of a frame as a strategy sees it: its rows, and which rows may be peers of which.
import { KindredError } from "../errors.js";
import type { ColumnName, Pool } from "../strategy/contract.js";
import {
  type CandidateRules,
  candidateLister,
  candidateTest,
  groupsOf,
  metresBetween,
  type Nearness,
} from "./candidates.js";
import { distanceBetween } from "./explain/between.js";
import type { Frame } from "./frame.js";
import { findNearest } from "./kernel.js";
import { blockStatistics } from "./statistics.js";

export interface BlockPool extends Pool {
  /** For each row of the pool, its row in the frame. */
  readonly frameRow: Int32Array;
  /** Whether row `j` may be a peer of row `i`. */
  isCandidate(i: number, j: number): boolean;
  /** In metres; NaN if either row has no coordinates. */
  metres(i: number, j: number): number;
  /** The strategy's warnings, without duplicates. */
  readonly warnings: ReadonlySet<string>;
}

const progressEvery = 256;

interface PoolOptions {
  /** Receives the number of rows of the block that are done. */
  onProgress?(rows: number): void;
  /** Rows of the frame, ascending, to find peers for; the others get no candidates. Default: all. */
  readonly queries?: readonly number[];
}

export function buildPool(
  frame: Frame,
  block: string,
  { onProgress, queries: frameQueries }: PoolOptions = {},
): BlockPool {
  const rows = Int32Array.from(frame.block.keys()).filter((row) => frame.block[row] === block);
  const queries = frameQueries && Int32Array.from(frameQueries, (row) => rows.indexOf(row));
  const column = columnReader(frame, rows);
  const reference = Uint8Array.from(rows, (row) => frame.reference[row]!);
  const easting = pick(frame.easting, rows);
  const northing = pick(frame.northing, rows);
  const metres = (i: number, j: number) => metresBetween({ easting, northing }, i, j);
  const within = (km: number): Nearness | null =>
    km === Number.POSITIVE_INFINITY ? null : { easting, northing, metres: km * 1000 };
  const maxKm = frame.rules.withinKm ?? Number.POSITIVE_INFINITY;
  const rules = candidateRules(frame, rows, within(maxKm));
  const listCandidates = candidateLister(rules);
  const warnings = new Set<string>();
  return {
    block,
    size: rows.length,
    urn: pick(frame.urn, rows),
    reference,
    region: pick(frame.region, rows),
    kilometres: (i, j) => metres(i, j) / 1000,
    frameRow: rows,
    column,
    isCandidate: candidateTest(rules),
    metres,
    candidates: (row, among) => {
      // Strategies that do not use the kernel ask row by row.
      if (row % progressEvery === 0) onProgress?.(row);
      return queries && !queries.includes(row) ? new Int32Array(0) : listCandidates(row, among);
    },
    nearest: (matrix, options) => {
      const near = within(Math.min(options.withinKm ?? Number.POSITIVE_INFINITY, maxKm));
      return findNearest({ ...rules, near }, matrix, { ...options, queries, onProgress });
    },
    between: distanceBetween,
    statistics: blockStatistics(reference, column),
    warn: (message) => warnings.add(message),
    warnings,
  };
}

function columnReader(frame: Frame, rows: Int32Array): (name: ColumnName) => Float64Array {
  const columns = new Map<ColumnName, Float64Array>();
  return (name) => {
    if (!Object.hasOwn(frame.columns, name)) {
      const names = Object.keys(frame.columns).join(", ");
      throw new KindredError("STRATEGY_FAILED", `there is no column ${JSON.stringify(name)}; the columns are ${names}`);
    }
    if (!columns.has(name)) columns.set(name, pick(frame.columns[name]!, rows));
    return columns.get(name)!;
  };
}

function candidateRules({ rules }: Frame, rows: Int32Array, near: Nearness | null): CandidateRules {
  const excluded = Object.values(rules.excluded);
  return {
    size: rows.length,
    mayBePeer: Uint8Array.from(rows, (row) => (excluded.some((byRow) => byRow[row] === 1) ? 0 : 1)),
    group: groupsOf(
      rows.length,
      Object.values(rules.mustMatch).map((codes) => pick(codes, rows)),
    ),
    mustDiffer: Object.values(rules.mustDiffer).map((codes) => pick(codes, rows)),
    near,
  };
}

/** The values of these rows. */
function pick<Numbers extends Float64Array | Int32Array>(all: Numbers, rows: Int32Array): Numbers {
  const picked = all.slice(0, rows.length) as Numbers;
  for (let at = 0; at < rows.length; at++) picked[at] = all[rows[at]!]!;
  return picked;
}
