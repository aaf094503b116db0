// Checks everything that a plugin returns before any of it is kept.
import { KindredError } from "../errors.js";
import {
  type ColumnName,
  type ColumnUse,
  type Match,
  type MatchedRow,
  type Matching,
  type Peer,
  roundDistance,
  type UnmatchedRow,
} from "../strategy/contract.js";
import type { BlockPool } from "./pool.js";

interface Expected {
  readonly strategy: string;
  readonly columns: readonly ColumnUse[];
  /** Maximum number of peers, if the parameters give one. */
  readonly k: number | undefined;
}

/**
 * @returns the matches, in order of row
 * @throws KindredError STRATEGY_FAILED naming the strategy, the URN and the fault
 */
export function checkMatching(pool: BlockPool, matching: Matching, expected: Expected): readonly Match[] {
  const malformed = faultOfShape(matching);
  if (malformed) fail(expected, `block ${pool.block}`, malformed);
  const matches = new Array<Match | undefined>(pool.size);
  for (const match of matching.matches) {
    if (!isRow(pool, match.row)) fail(expected, `block ${pool.block}`, `row ${match.row} is not in the block`);
    const school = `school ${pool.urn[match.row]}`;
    if (matches[match.row]) fail(expected, school, "two matches");
    const fault =
      "unmatched" in match ? faultOfReason(pool, match, expected) : faultOfPeers(pool, match, matching, expected);
    if (fault) fail(expected, school, fault);
    matches[match.row] = match;
  }
  for (let row = 0; row < pool.size; row++) {
    if (!matches[row]) fail(expected, `school ${pool.urn[row]}`, "no match: every row must have one");
  }
  return matches as Match[];
}

/** A plugin's types are not checked at run time, so the form of its result is checked here. */
function faultOfShape(matching: Partial<Matching> | null | undefined): string | undefined {
  if (!isObject(matching)) return `match returned ${String(matching)}`;
  const { attributes, matches, between } = matching;
  if (!Array.isArray(attributes) || !attributes.every((name) => typeof name === "string"))
    return "attributes is not a list of names";
  if (typeof between !== "function")
    return "between is not a function; it must return the distance between any two rows";
  if (!Array.isArray(matches)) return "matches is not a list";
  const isPeer = (peer: unknown) =>
    isObject(peer) && "shares" in peer && (peer.shares === null || Array.isArray(peer.shares));
  const isMatch = (match: unknown) =>
    isObject(match) &&
    ("unmatched" in match
      ? Array.isArray((match as Partial<UnmatchedRow>).missing)
      : "peers" in match && Array.isArray(match.peers) && match.peers.every(isPeer));
  const at = matches.findIndex((match) => !isMatch(match));
  return at < 0 ? undefined : `matches[${at}] is neither a row with peers nor an unmatched row with missing columns`;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function faultOfReason(pool: BlockPool, match: UnmatchedRow, expected: Expected): string | undefined {
  if (match.unmatched !== "MISSING_CIRCUMSTANCES") return `${match.unmatched} is not a valid reason to be unmatched`;
  if (match.missing.length === 0) return "unmatched without a list of missing columns";
  return faultOfMissing(pool, match.row, match.missing, expected);
}

function faultOfPeers(
  pool: BlockPool,
  { row, peers, imputed = [] }: MatchedRow,
  { attributes }: Matching,
  expected: Expected,
): string | undefined {
  if (expected.k !== undefined && peers.length > expected.k)
    return `${peers.length} peers, but at most ${expected.k} are allowed`;
  for (const [at, peer] of peers.entries()) {
    if (!isRow(pool, peer.row)) return `peer row ${peer.row} is not in the block`;
    const urn = pool.urn[peer.row];
    if (peer.row === row) return "it is its own peer";
    if (!pool.isCandidate(row, peer.row)) return `peer ${urn} is not a candidate`;
    if (!(peer.distance >= 0 && peer.distance < Number.POSITIVE_INFINITY))
      return `distance ${peer.distance} to ${urn} is not a number from 0`;
    if (roundDistance(peer.distance) !== peer.distance)
      return `distance ${peer.distance} to ${urn} is not rounded to 12 decimals`;
    const last = peers[at - 1];
    if (last && (last.distance > peer.distance || (last.distance === peer.distance && last.row > peer.row)))
      return `peer ${urn} is out of order`;
    const fault = faultOfShares(peer, attributes.length);
    if (fault) return `shares of ${urn} ${fault}`;
  }
  if (new Set(peers.map((peer) => peer.row)).size < peers.length) return "the same peer appears twice";
  return faultOfMissing(pool, row, imputed, expected);
}

function faultOfShares({ distance, shares }: Peer, attributes: number): string | undefined {
  if (distance === 0 || attributes === 0)
    return shares === null ? undefined : "must be null at distance 0 or without attributes";
  if (shares?.length !== attributes) return `must be one per attribute (${attributes})`;
  if (!shares.every((share) => share >= 0)) return "must not be negative or NaN";
  const sum = shares.reduce((total, share) => total + share, 0);
  return Math.abs(sum - 1) <= 1e-9 ? undefined : `sum to ${sum}, not 1`;
}

function faultOfMissing(pool: BlockPool, row: number, missing: readonly ColumnName[], { columns }: Expected) {
  for (const name of missing) {
    if (!columns.some((use) => use.column === name)) return `column ${name} is not declared in columns`;
    if (!Number.isNaN(pool.column(name)[row])) return `column ${name} is not missing`;
  }
  return undefined;
}

function isRow(pool: BlockPool, row: number): boolean {
  return Number.isInteger(row) && row >= 0 && row < pool.size;
}

function fail(expected: Expected, where: string, fault: string): never {
  throw new KindredError("STRATEGY_FAILED", `strategy ${expected.strategy}, ${where}: ${fault}`);
}
