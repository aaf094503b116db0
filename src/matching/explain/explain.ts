// Explains schools as peers: runs the strategy only for the schools whose peers are explained, over their whole block.
import { KindredError } from "../../errors.js";
import type { ColumnName, Match, Matching, Strategy } from "../../strategy/contract.js";
import { maxPeers } from "../block.js";
import { metresBetween } from "../candidates.js";
import { checkMatching } from "../check.js";
import { type Frame, rulesAgainst } from "../frame.js";
import { type BlockPool, buildPool } from "../pool.js";
import { kilometresOf, roundShare } from "../rounding.js";
import { blockStatistics } from "../statistics.js";
import type { PairExplanation, PairReason, PeerStanding, PeersExplanation } from "./explanation.js";

export interface Question {
  readonly frame: Frame;
  readonly strategy: Strategy;
  /** As returned by `normaliseParameters`. */
  readonly parameters: unknown;
}

/** The strategy's result for one or two schools of a block. */
interface PartialResult {
  readonly pool: BlockPool;
  readonly matching: Matching;
  readonly matches: readonly Match[];
}

/**
 * @param urn the school, which must be in the frame
 * @param other any URN
 * @throws KindredError NOT_FOUND if the school is not in the frame | STRATEGY_FAILED; any error of the strategy
 */
export function explainPair(question: Question, urn: number, other: number): PairExplanation {
  const { frame } = question;
  const ownRow = rowOf(frame, urn);
  const otherRow = frame.urn.indexOf(other);
  const columns = columnsRead(question);
  const common = {
    urn,
    other,
    values: columns.map((column) => ({
      column,
      own: numberOrNull(frame, column, ownRow),
      other: otherRow < 0 ? null : numberOrNull(frame, column, otherRow),
    })),
  };
  if (otherRow < 0 || frame.block[ownRow] !== frame.block[otherRow]) {
    const reason = otherRow < 0 ? "NOT_IN_POPULATION" : "DIFFERENT_BLOCK";
    return {
      ...common,
      distance: null,
      shares: [],
      kilometres: otherRow < 0 ? null : kilometresOf(metresBetween(frame, ownRow, otherRow)),
      standing: standingOutsideBlock(question, ownRow, reason),
      reverse: otherRow < 0 ? { ...noStanding, reason } : standingOutsideBlock(question, otherRow, reason),
    };
  }
  const rows = [...new Set([ownRow, otherRow])].sort((a, b) => a - b);
  const result = matchRows(question, rows);
  const i = result.pool.frameRow.indexOf(ownRow);
  const j = result.pool.frameRow.indexOf(otherRow);
  const between = result.matching.between(i, j);
  return {
    ...common,
    distance: between?.distance ?? null,
    shares: (between?.shares ?? []).map((share, at) => ({
      attribute: result.matching.attributes[at]!,
      share: roundShare(share),
    })),
    kilometres: kilometresOf(result.pool.metres(i, j)),
    standing: standingOf(question, result, i, j),
    reverse: standingOf(question, result, j, i),
  };
}

/**
 * Several schools as peers of one: the strategy runs once.
 * @param urn the school, which must be in the frame
 * @param others any URNs
 * @throws KindredError as `explainPair`
 */
export function explainPeers(question: Question, urn: number, others: readonly number[]): PeersExplanation {
  const { frame } = question;
  const ownRow = rowOf(frame, urn);
  const columns = columnsRead(question);
  const ofBlock = Uint8Array.from(frame.block, (block) => (block === frame.block[ownRow] ? 1 : 0));
  const statistics = blockStatistics(ofBlock, (column) => frame.columns[column]!);
  const result = matchRows(question, [ownRow]);
  const i = result.pool.frameRow.indexOf(ownRow);
  const distances = distancesFrom(result, i);
  const outside = (reason: PairReason) => ({ ...noStanding, ...peerCounts(result, i, distances), reason });
  return {
    urn,
    attributes: columns.map((column) => {
      const sd = statistics.sd(column);
      return { column, own: numberOrNull(frame, column, ownRow), sd: Number.isNaN(sd) ? null : sd };
    }),
    others: others.map((other) => {
      const row = frame.urn.indexOf(other);
      if (row < 0) {
        const values = columns.map(() => null);
        return { urn: other, values, distance: null, kilometres: null, standing: outside("NOT_IN_POPULATION") };
      }
      const common = {
        urn: other,
        values: columns.map((column) => numberOrNull(frame, column, row)),
        kilometres: kilometresOf(metresBetween(frame, ownRow, row)),
      };
      if (ofBlock[row] !== 1) return { ...common, distance: null, standing: outside("DIFFERENT_BLOCK") };
      const j = result.pool.frameRow.indexOf(row);
      const distance = result.matching.between(i, j)?.distance ?? null;
      return { ...common, distance, standing: standingOf(question, result, i, j, distances) };
    }),
  };
}

/** @throws KindredError NOT_FOUND */
function rowOf(frame: Frame, urn: number): number {
  const row = frame.urn.indexOf(urn);
  if (row < 0) throw new KindredError("NOT_FOUND", `School ${urn} is not in the run's population.`);
  return row;
}

const columnsRead = ({ strategy, parameters }: Question) => [
  ...new Set(strategy.columns(parameters).map(({ column }) => column)),
];

/** @param rows of one block of the frame, ascending */
function matchRows({ frame, strategy, parameters }: Question, rows: readonly number[]): PartialResult {
  const pool = buildPool(frame, frame.block[rows[0]!]!, { queries: rows });
  const matching = strategy.match(pool, parameters);
  const columns = strategy.columns(parameters);
  const expected = { strategy: strategy.name, columns, k: maxPeers(parameters) };
  return { pool, matching, matches: checkMatching(pool, matching, expected) };
}

const noStanding = { place: null, rank: null, candidates: 0, peers: 0, lastDistance: null, rules: [], missing: [] };

/** The standing of a school that is not in the row's block. */
function standingOutsideBlock(question: Question, row: number, reason: PairReason): PeerStanding {
  const result = matchRows(question, [row]);
  const i = result.pool.frameRow.indexOf(row);
  return { ...noStanding, ...peerCounts(result, i, distancesFrom(result, i)), reason };
}

/** The standing of row `j` as a peer of row `i`. */
function standingOf(
  question: Question,
  result: PartialResult,
  i: number,
  j: number,
  distances: ReadonlyMap<number, number> = distancesFrom(result, i),
): PeerStanding {
  const { frame, strategy, parameters } = question;
  const { pool, matches } = result;
  const match = matches[i]!;
  const peers = peersOf(match);
  const place = peers.findIndex(({ row }) => row === j) + 1;
  const own = distances.get(j);
  const isAtLeastAsNear = ([row, distance]: [number, number]) => distance < own! || (distance === own && row <= j);
  const common = {
    ...noStanding,
    ...peerCounts(result, i, distances),
    place: place || null,
    rank: own === undefined ? null : [...distances].filter(isAtLeastAsNear).length,
    reason: null,
  };
  if (place > 0) return common;
  if (i === j) return { ...common, reason: "SAME_SCHOOL" };
  if ("unmatched" in match) return { ...common, reason: "MISSING_CIRCUMSTANCES", missing: match.missing };
  const rules = rulesAgainst(frame, pool.frameRow[i]!, pool.frameRow[j]!);
  if (rules.length > 0) return { ...common, reason: "EXCLUDED", rules };
  if (own === undefined) {
    const compared = strategy.columns(parameters).filter(({ role }) => role !== "outcome");
    const missing = compared.map(({ column }) => column).filter((column) => Number.isNaN(pool.column(column)[j]));
    return { ...common, reason: "NOT_COMPARABLE", missing };
  }
  const last = peers.at(-1);
  const isFarther = last !== undefined && (own > last.distance || (own === last.distance && j > last.row));
  return { ...common, reason: isFarther ? "FARTHER" : "PASSED_OVER" };
}

function peerCounts({ matches }: PartialResult, i: number, distances: ReadonlyMap<number, number>) {
  const peers = peersOf(matches[i]!);
  return { candidates: distances.size, peers: peers.length, lastDistance: peers.at(-1)?.distance ?? null };
}

const peersOf = (match: Match) => ("peers" in match ? match.peers : []);

/** The distances from a row to the candidates that can be compared with it. */
function distancesFrom({ pool, matching }: PartialResult, i: number): Map<number, number> {
  const distances = new Map<number, number>();
  for (const row of pool.candidates(i)) {
    const between = matching.between(i, row);
    if (between) distances.set(row, between.distance);
  }
  return distances;
}

function numberOrNull(frame: Frame, column: ColumnName, row: number): number | null {
  const value = frame.columns[column]![row]!;
  return Number.isNaN(value) ? null : value;
}
