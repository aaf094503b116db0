// Explains one pair of schools: the strategy is run for these two alone, over the whole of their block.
import { KindredError } from "../../errors.js";
import type { ColumnName, Match, Matching, Strategy } from "../../strategy/contract.js";
import { askedPeers } from "../block.js";
import { metresBetween } from "../candidates.js";
import { checkMatching } from "../check.js";
import { type Frame, rulesAgainst } from "../frame.js";
import { type BlockPool, buildPool } from "../pool.js";
import { kilometresOf, roundShare } from "../rounding.js";
import type { PairExplanation, PairReason, Standing } from "./explanation.js";

export interface Question {
  readonly frame: Frame;
  readonly strategy: Strategy;
  /** As `normaliseParameters` returns them. */
  readonly parameters: unknown;
}

/** What the strategy found for a few schools of one block. */
interface Sought {
  readonly pool: BlockPool;
  readonly matching: Matching;
  readonly matches: readonly Match[];
}

/**
 * @param urn the school, of the frame
 * @param other whatever URN
 * @throws KindredError NOT_FOUND where the school is not of the frame | STRATEGY_FAILED; whatever the strategy throws
 */
export function explainPair(question: Question, urn: number, other: number): PairExplanation {
  const { frame } = question;
  const [own, others] = [frame.urn.indexOf(urn), frame.urn.indexOf(other)];
  if (own < 0) throw new KindredError("NOT_FOUND", `School ${urn} is not in the run's population.`);
  const columns = [...new Set(question.strategy.columns(question.parameters).map(({ column }) => column))];
  const kinship = {
    urn,
    other,
    values: columns.map((column) => ({
      column,
      own: figure(frame, column, own),
      other: others < 0 ? null : figure(frame, column, others),
    })),
  };
  if (others < 0 || frame.block[own] !== frame.block[others]) {
    const reason = others < 0 ? "NOT_IN_POPULATION" : "DIFFERENT_BLOCK";
    return {
      ...kinship,
      distance: null,
      shares: [],
      kilometres: others < 0 ? null : kilometresOf(metresBetween(frame, own, others)),
      standing: apart(question, own, reason),
      reverse: others < 0 ? { ...stranger, reason } : apart(question, others, reason),
    };
  }
  const sought = seek(
    question,
    [...new Set([own, others])].sort((a, b) => a - b),
  );
  const [i, j] = [own, others].map((row) => sought.pool.frameRow.indexOf(row)) as [number, number];
  const between = sought.matching.between(i, j);
  return {
    ...kinship,
    distance: between?.distance ?? null,
    shares: (between?.shares ?? []).map((share, at) => ({
      attribute: sought.matching.attributes[at]!,
      share: roundShare(share),
    })),
    kilometres: kilometresOf(sought.pool.metres(i, j)),
    standing: standingOf(question, sought, i, j),
    reverse: standingOf(question, sought, j, i),
  };
}

/** @param rows of one block of the frame, ascending */
function seek({ frame, strategy, parameters }: Question, rows: readonly number[]): Sought {
  const pool = buildPool(frame, frame.block[rows[0]!]!, { seekers: rows });
  const matching = strategy.match(pool, parameters);
  const columns = strategy.columns(parameters);
  const expected = { strategy: strategy.name, columns, k: askedPeers(parameters) };
  return { pool, matching, matches: checkMatching(pool, matching, expected) };
}

const stranger = { place: null, rank: null, candidates: 0, peers: 0, lastDistance: null, rules: [], missing: [] };

/** How a school stands to one that is not of its block. */
function apart(question: Question, row: number, reason: PairReason): Standing {
  const sought = seek(question, [row]);
  const i = sought.pool.frameRow.indexOf(row);
  return { ...stranger, ...withoutOther(sought, i, distancesFrom(sought, i)), reason };
}

function standingOf({ frame, strategy, parameters }: Question, sought: Sought, i: number, j: number): Standing {
  const { pool, matches } = sought;
  const distances = distancesFrom(sought, i);
  const peers = peersOf(matches[i]!);
  const place = peers.findIndex(({ row }) => row === j) + 1;
  const own = distances.get(j);
  const isNearer = ([row, distance]: [number, number]) => distance < own! || (distance === own && row <= j);
  const common = {
    ...stranger,
    ...withoutOther(sought, i, distances),
    place: place || null,
    rank: own === undefined ? null : [...distances].filter(isNearer).length,
    reason: null,
  };
  if (place > 0) return common;
  if (i === j) return { ...common, reason: "SAME_SCHOOL" };
  const match = matches[i]!;
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

function withoutOther({ matches }: Sought, i: number, distances: ReadonlyMap<number, number>) {
  const peers = peersOf(matches[i]!);
  return { candidates: distances.size, peers: peers.length, lastDistance: peers.at(-1)?.distance ?? null };
}

const peersOf = (match: Match) => ("peers" in match ? match.peers : []);

/** To all that may be a row's peers and can be compared with it. */
function distancesFrom({ pool, matching }: Sought, i: number): Map<number, number> {
  const distances = new Map<number, number>();
  for (const row of pool.candidates(i)) {
    const between = matching.between(i, row);
    if (between) distances.set(row, between.distance);
  }
  return distances;
}

function figure(frame: Frame, column: ColumnName, row: number): number | null {
  const value = frame.columns[column]![row]!;
  return Number.isNaN(value) ? null : value;
}
