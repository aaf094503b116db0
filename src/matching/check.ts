// What a plugin returns is not believed but checked, before anything is kept of it.
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

export interface Expected {
  readonly strategy: string;
  readonly columns: readonly ColumnUse[];
  /** At most so many peers, where the parameters say so. */
  readonly k: number | undefined;
}

/**
 * @returns the matches in order of row
 * @throws KindredError STRATEGY_FAILED naming the strategy, the URN and the fault
 */
export function checkMatching(pool: BlockPool, matching: Matching, expected: Expected): readonly Match[] {
  const malformed = faultOfShape(matching);
  if (malformed) fail(expected, `block ${pool.block}`, malformed);
  const matches = new Array<Match | undefined>(pool.size);
  for (const match of matching.matches) {
    if (!isRow(pool, match.row)) fail(expected, `block ${pool.block}`, `row ${match.row} is not of the block`);
    const school = `school ${pool.urn[match.row]}`;
    if (matches[match.row]) fail(expected, school, "two matches");
    const fault =
      "unmatched" in match ? faultOfReason(pool, match, expected) : faultOfPeers(pool, match, matching, expected);
    if (fault) fail(expected, school, fault);
    matches[match.row] = match;
  }
  for (let row = 0; row < pool.size; row++) {
    if (!matches[row]) fail(expected, `school ${pool.urn[row]}`, "no match: one is due for every row");
  }
  return matches as Match[];
}

/** Types say what a plugin is to return; nothing has held it to them. */
function faultOfShape(matching: Partial<Matching> | null | undefined): string | undefined {
  if (!isObject(matching)) return `match returned ${String(matching)}`;
  const { attributes, matches, between } = matching;
  if (!Array.isArray(attributes) || !attributes.every((name) => typeof name === "string"))
    return "attributes are no list of names";
  if (typeof between !== "function") return "no `between`, which tells the distance of any two rows";
  if (!Array.isArray(matches)) return "matches are no list";
  const isPeer = (peer: unknown) =>
    isObject(peer) && "shares" in peer && (peer.shares === null || Array.isArray(peer.shares));
  const isMatch = (match: unknown) =>
    isObject(match) &&
    ("unmatched" in match
      ? Array.isArray((match as Partial<UnmatchedRow>).missing)
      : "peers" in match && Array.isArray(match.peers) && match.peers.every(isPeer));
  const at = matches.findIndex((match) => !isMatch(match));
  return at < 0 ? undefined : `matches[${at}] is neither a row with peers nor one with what it lacks`;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function faultOfReason(pool: BlockPool, match: UnmatchedRow, expected: Expected): string | undefined {
  if (match.unmatched !== "MISSING_CIRCUMSTANCES") return `${match.unmatched} is no reason to be unmatched`;
  if (match.missing.length === 0) return "unmatched without saying what is missing";
  return faultOfMissing(pool, match.row, match.missing, expected);
}

function faultOfPeers(
  pool: BlockPool,
  { row, peers, imputed = [] }: MatchedRow,
  { attributes }: Matching,
  expected: Expected,
): string | undefined {
  if (expected.k !== undefined && peers.length > expected.k)
    return `${peers.length} peers where ${expected.k} were asked`;
  for (const [at, peer] of peers.entries()) {
    if (!isRow(pool, peer.row)) return `peer row ${peer.row} is not of the block`;
    const urn = pool.urn[peer.row];
    if (peer.row === row) return "its own peer";
    if (!pool.admits(row, peer.row)) return `peer ${urn} is no candidate`;
    if (!(peer.distance >= 0 && peer.distance < Number.POSITIVE_INFINITY)) return `distance ${peer.distance} to ${urn}`;
    if (roundDistance(peer.distance) !== peer.distance)
      return `distance ${peer.distance} to ${urn} is not at 12 decimals`;
    const before = peers[at - 1];
    if (before && (before.distance > peer.distance || (before.distance === peer.distance && before.row > peer.row)))
      return `peer ${urn} is out of order`;
    const fault = faultOfShares(peer, attributes.length);
    if (fault) return `shares of ${urn} ${fault}`;
  }
  if (new Set(peers.map((peer) => peer.row)).size < peers.length) return "the same peer twice";
  return faultOfMissing(pool, row, imputed, expected);
}

function faultOfShares({ distance, shares }: Peer, attributes: number): string | undefined {
  if (distance === 0 || attributes === 0) return shares === null ? undefined : "are there where there can be none";
  if (shares?.length !== attributes) return `are not one an attribute (${attributes})`;
  if (!shares.every((share) => share >= 0)) return "are not all positive or zero";
  const sum = shares.reduce((total, share) => total + share, 0);
  return Math.abs(sum - 1) <= 1e-9 ? undefined : `add up to ${sum}`;
}

function faultOfMissing(pool: BlockPool, row: number, missing: readonly ColumnName[], { columns }: Expected) {
  for (const name of missing) {
    if (!columns.some((use) => use.column === name)) return `column ${name} was not declared`;
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
