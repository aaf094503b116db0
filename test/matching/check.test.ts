import { describe, expect, it } from "vitest";
import { checkMatching } from "../../src/matching/check.js";
import type { Match, Matching, Peer } from "../../src/strategy/contract.js";
import { poolOf } from "../support/match.js";

// URN 14 shares the lineage of 11; 15 may not be a peer. Only 16 lacks its roll.
const pool = poolOf([
  { urn: 11, roll: 1, lineage: 11 },
  { urn: 12, roll: 1 },
  { urn: 13, roll: 1 },
  { urn: 14, roll: 1, lineage: 11 },
  { urn: 15, roll: 1, eligible: false },
  { urn: 16 },
]);
const noPeers: readonly Match[] = Array.from({ length: 6 }, (_, row) => ({ row, peers: [] }));
const expected = { strategy: "mine", columns: [{ column: "roll", missing: "median" }], k: 2 } as const;
const peer = (row: number, distance: number, shares: Peer["shares"] = [1]): Peer => ({ row, distance, shares });

const check = (matches: readonly Match[]) =>
  checkMatching(pool, { attributes: ["roll"], matches, between: () => null }, expected);
const checkPeers = (...peers: Peer[]) => check(noPeers.with(0, { row: 0, peers }));

describe("checking what a strategy returns", () => {
  it("accepts rows in any order, and sorts them", () => {
    const matches = noPeers.with(0, { row: 0, peers: [peer(1, 0, null), peer(2, 0.5)] });
    expect(check(matches.toReversed())).toEqual(matches);
    expect(check(noPeers.with(5, { row: 5, peers: [], imputed: ["roll"] }))).toHaveLength(6);
  });

  it.each<[string, unknown]>([
    ["match returned undefined", undefined],
    ["match returned rubbish", "rubbish"],
    ["attributes is not a list of names", Promise.resolve()],
    ["between is not a function", { attributes: ["roll"], matches: noPeers }],
    ["matches is not a list", { attributes: [], between: () => null, matches: null }],
    ["matches[1] is neither", { attributes: [], between: () => null, matches: [noPeers[0], null] }],
    ["matches[0] is neither", { attributes: [], between: () => null, matches: [{ row: 0, peers: [7] }] }],
  ])("rejects a malformed result: %s", (fault, matching) => {
    expect(() => checkMatching(pool, matching as Matching, expected)).toThrow(fault);
  });

  it.each<[string, readonly Match[]]>([
    ["block SECONDARY: row 6 is not in the block", [...noPeers, { row: 6, peers: [] }]],
    ["school 11: two matches", [...noPeers, { row: 0, peers: [] }]],
    ["school 16: no match", noPeers.slice(0, 5)],
    [
      "school 12: unmatched without a list",
      noPeers.with(1, { row: 1, unmatched: "MISSING_CIRCUMSTANCES", missing: [] }),
    ],
    ["column roll is not missing", noPeers.with(1, { row: 1, unmatched: "MISSING_CIRCUMSTANCES", missing: ["roll"] })],
    ["column roll is not missing", noPeers.with(1, { row: 1, peers: [], imputed: ["roll"] })],
    ["column eal is not declared", noPeers.with(1, { row: 1, peers: [], imputed: ["eal"] })],
  ])("rejects a match: %s", (fault, matches) => {
    expect(() => check(matches)).toThrow(`strategy mine, `);
    expect(() => check(matches)).toThrow(fault);
  });

  it.each<[string, readonly Peer[]]>([
    ["3 peers, but at most 2 are allowed", [peer(1, 1), peer(2, 2), peer(5, 3)]],
    ["peer row 9 is not in the block", [peer(9, 1)]],
    ["peer row 1.5 is not in the block", [peer(1.5, 1)]],
    ["it is its own peer", [peer(0, 1)]],
    ["peer 14 is not a candidate", [peer(3, 1)]],
    ["peer 15 is not a candidate", [peer(4, 1)]],
    ["the same peer appears twice", [peer(1, 1), peer(1, 1)]],
    ["distance -1 to 12", [peer(1, -1)]],
    ["distance NaN to 12", [peer(1, Number.NaN)]],
    ["distance Infinity to 12", [peer(1, Number.POSITIVE_INFINITY)]],
    ["is not rounded to 12 decimals", [peer(1, 1 / 3)]],
    ["peer 12 is out of order", [peer(2, 2), peer(1, 1)]],
    ["peer 12 is out of order", [peer(2, 1), peer(1, 1)]],
    ["shares of 12 sum to 0.5, not 1", [peer(1, 1, [0.5])]],
    ["shares of 12 must not be negative or NaN", [peer(1, 1, [Number.NaN])]],
    ["shares of 12 must be one per attribute", [peer(1, 1, null)]],
    ["shares of 12 must be one per attribute", [peer(1, 1, [0.5, 0.5])]],
    ["shares of 12 must be null at distance 0", [peer(1, 0, [1])]],
  ])("rejects peers: %s", (fault, peers) => {
    expect(() => checkPeers(...peers)).toThrow("strategy mine, school 11: ");
    expect(() => checkPeers(...peers)).toThrow(fault);
  });
});
