// Runs in the child process: answers one question about the matching of a frame after another.
import { KindredError } from "../../errors.js";
import type { Strategy } from "../../strategy/contract.js";
import { matchBlock } from "../block.js";
import { findStrategy } from "../discovery.js";
import type { Frame } from "../frame.js";
import { buildPool } from "../pool.js";
import type { MatchTask } from "./match-task.js";

/** Rows of the frame; both arrays have one entry per pair. The two schools of a pair are of one block. */
export interface RowPairs {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export interface RematchTask extends MatchTask {
  /** Asks for the distances of these pairs; without, for everybody's peers. */
  readonly pairs?: RowPairs;
}

export type RematchReport =
  | { readonly peers: readonly Int32Array[] }
  | { readonly distances: Float64Array }
  | { readonly code: KindredError["code"]; readonly message: string };

function peersOf(frame: Frame, strategy: Strategy, parameters: unknown): Int32Array[] {
  const rowOf = new Map(Array.from(frame.urn, (urn, row) => [urn, row]));
  const peers = new Array<Int32Array>(frame.size);
  for (const block of new Set(frame.block)) {
    const { frameRow, schools } = matchBlock(frame, block, { strategy, parameters });
    for (const [at, school] of schools.entries())
      peers[frameRow[at]!] = Int32Array.from("peers" in school ? school.peers : [], (urn) => rowOf.get(urn)!);
  }
  return peers;
}

function distancesOf(frame: Frame, strategy: Strategy, parameters: unknown, { from, to }: RowPairs): Float64Array {
  const distances = new Float64Array(from.length).fill(Number.NaN);
  for (const block of new Set(frame.block)) {
    const pool = buildPool(frame, block, { queries: [] }); // no candidates, because nobody's peers are wanted
    const { between } = strategy.match(pool, parameters);
    const rowInPool = new Map(Array.from(pool.frameRow, (row, at) => [row, at]));
    for (const [pair, row] of from.entries()) {
      const i = rowInPool.get(row);
      if (i !== undefined) distances[pair] = between(i, rowInPool.get(to[pair]!)!)?.distance ?? Number.NaN;
    }
  }
  return distances;
}

process.on("message", async (task) => {
  const { frame, strategy: name, parameters, packages, pairs } = task as RematchTask;
  try {
    const strategy = await findStrategy(name, packages);
    const report: RematchReport = pairs
      ? { distances: distancesOf(frame, strategy, parameters, pairs) }
      : { peers: peersOf(frame, strategy, parameters) };
    process.send!(report);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof KindredError ? error.code : "STRATEGY_FAILED";
    process.send!({ code, message } satisfies RematchReport);
  }
});
