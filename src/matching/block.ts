// Matches the schools of one block on this thread: builds the pool, runs and checks the strategy, turns rows into URNs.

import { counted, plural } from "../plural.js";
import type { Match, Strategy } from "../strategy/contract.js";
import { checkMatching } from "./check.js";
import type { Frame } from "./frame.js";
import { type BlockPool, buildPool } from "./pool.js";
import type { SchoolMatching } from "./result.js";
import { kilometresOf, roundShare } from "./rounding.js";

export interface BlockResult {
  /** For each school, its row in the frame. */
  readonly frameRow: Int32Array;
  /** Describes a school when it is asked for, so that all of them need not be in memory. */
  schoolAt(at: number): SchoolMatching;
  readonly attributes: readonly string[];
  readonly warnings: readonly string[];
  readonly learnt: unknown;
}

export interface BlockMatching extends BlockResult {
  readonly schools: readonly SchoolMatching[];
}

/**
 * @param parameters as returned by `normaliseParameters`
 * @throws KindredError STRATEGY_FAILED if the strategy returns an invalid result; any error that the strategy throws
 */
export function searchBlock<Parameters>(
  frame: Frame,
  block: string,
  { strategy, parameters }: { strategy: Strategy<Parameters>; parameters: Parameters },
  onProgress?: (rows: number) => void,
): BlockResult {
  const pool = buildPool(frame, block, { onProgress });
  const matching = strategy.match(pool, parameters);
  const k = maxPeers(parameters);
  const matches = checkMatching(pool, matching, { strategy: strategy.name, columns: strategy.columns(parameters), k });
  const few = matches.filter((match) => "peers" in match && match.peers.length > 0 && match.peers.length < (k ?? 1));
  if (few.length > 0)
    pool.warn(
      `${counted(few.length, "school")} ${plural(few.length, "has", "have")} fewer than ${counted(k ?? 1, "peer")}, for lack of candidates`,
    );
  return {
    frameRow: pool.frameRow,
    schoolAt: (at) => describe(pool, matches[at]!),
    attributes: matching.attributes,
    warnings: [...pool.warnings],
    learnt: matching.learnt,
  };
}

/** As `searchBlock`, with all schools described. */
export function matchBlock<Parameters>(
  frame: Frame,
  block: string,
  chosen: { strategy: Strategy<Parameters>; parameters: Parameters },
): BlockMatching {
  const result = searchBlock(frame, block, chosen);
  return { ...result, schools: Array.from(result.frameRow, (_, at) => result.schoolAt(at)) };
}

/** The strategy's parameter `k`, if it has one. */
export function maxPeers(parameters: unknown): number | undefined {
  const k = (parameters as { k?: unknown } | null)?.k;
  return Number.isInteger(k) ? (k as number) : undefined;
}

function describe(pool: BlockPool, match: Match): SchoolMatching {
  const urn = pool.urn[match.row]!;
  if ("unmatched" in match) return { urn, unmatched: match.unmatched, missing: match.missing };
  if (match.peers.length === 0) return { urn, unmatched: "NO_CANDIDATES", missing: [] };
  return {
    urn,
    peers: match.peers.map((peer) => pool.urn[peer.row]!),
    distances: match.peers.map((peer) => peer.distance),
    kilometres: match.peers.map((peer) => kilometresOf(pool.metres(match.row, peer.row))),
    shares: match.peers.map((peer) => peer.shares?.map(roundShare) ?? null),
    ...(match.band && { band: match.band }),
    ...(match.imputed?.length && { imputed: match.imputed }),
  };
}
