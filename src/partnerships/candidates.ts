// Whom a school may be linked with, by published facts alone: a link says nothing about a target.
import type { Decimal } from "decimal.js";
import type { Population } from "../population/population.js";
import type { Cohort } from "../runs/run.js";
import { Exact, median } from "../targets/arithmetic.js";
import type { PlanParameters } from "./parameters.js";

/** Why a school has no partner: the first filter that left nobody, or that all who were left had enough schools. */
export const unlinkedReasons = ["NO_PEERS", "NO_HIGHER_PEER", "SAME_TRUST", "NONE_NEAR", "NO_CAPACITY"] as const;
export type UnlinkedReason = (typeof unlinkedReasons)[number];

export interface LinkCandidate {
  readonly urn: number;
  /** In the cohort, from 1. */
  readonly rank: number;
  readonly distance: number;
  /** Null where either school has no coordinates. */
  readonly kilometres: number | null;
  /** Percentage points of published attendance. */
  readonly gap: Decimal;
}

export type Candidates =
  | { readonly candidates: readonly LinkCandidate[] }
  | { readonly reason: Exclude<UnlinkedReason, "NO_CAPACITY"> };

/** The facts of one population that decide. */
export class Candidacy {
  readonly #rows: ReadonlyMap<number, number>;
  readonly #attendance: readonly (Decimal | null)[];
  /** block -> median published attendance of its peers */
  readonly #halves: ReadonlyMap<string, Decimal | null>;

  /** @param leaving schools known to be closed or closing */
  constructor(
    readonly population: Population,
    readonly leaving: ReadonlySet<number>,
    readonly parameters: PlanParameters,
  ) {
    const { block, columns, eligible, urn } = population;
    this.#rows = new Map(Array.from(urn, (each, row) => [each, row]));
    // A published figure has at most six decimals, so the double's shortest decimal is the figure itself.
    this.#attendance = Array.from(columns.attendance, (value) => (Number.isNaN(value) ? null : new Exact(value)));
    const peers = (name: string) => this.#attendance.filter((_, row) => block[row] === name && eligible[row] === 1);
    this.#halves = new Map([...new Set(block)].map((name) => [name, median(peers(name).filter((a) => a !== null))]));
  }

  /** Null for a school that seeks no partner: it attends well, has no published figure, or is leaving. */
  of({ urn, peers, distances, detail }: Pick<Cohort, "urn" | "peers" | "distances" | "detail">): Candidates | null {
    const row = this.#rows.get(urn);
    const own = row === undefined ? null : this.#attendance[row];
    if (row === undefined || !own || own.gte(this.parameters.seeksBelow) || this.leaving.has(urn)) return null;
    if (peers.length === 0) return { reason: "NO_PEERS" };

    const higher = peers.flatMap((peer, index) => {
      const gap = this.#gap(row, peer);
      const kilometres = detail.kilometres[index] ?? null;
      return gap ? [{ urn: peer, rank: index + 1, distance: distances[index]!, kilometres, gap }] : [];
    });
    if (higher.length === 0) return { reason: "NO_HIGHER_PEER" };
    const elsewhere = higher.filter((peer) => this.parameters.sameTrustAllowed || !this.#sameTrust(row, peer.urn));
    if (elsewhere.length === 0) return { reason: "SAME_TRUST" };
    const near = elsewhere.filter(({ kilometres }) => this.#isNear(kilometres));
    return near.length === 0 ? { reason: "NONE_NEAR" } : { candidates: near };
  }

  /** By how much a peer is above the school; null where it may not be its partner whatever its trust and place. */
  #gap(row: number, peer: number): Decimal | null {
    const { block, lineage } = this.population;
    const peerRow = this.#rows.get(peer);
    const theirs = peerRow === undefined ? null : this.#attendance[peerRow];
    if (peerRow === undefined || !theirs || this.leaving.has(peer) || lineage[peerRow] === lineage[row]) return null;
    const half = this.#halves.get(block[peerRow]!);
    const gap = theirs.minus(this.#attendance[row]!);
    return half && theirs.gte(half) && gap.gte(this.parameters.minimumGap) ? gap : null;
  }

  /** Two schools of no known trust are not of one. */
  #sameTrust(row: number, peer: number): boolean {
    const { trust } = this.population;
    return trust[row] !== null && trust[row] === trust[this.#rows.get(peer)!];
  }

  /** An unknown distance is not near. */
  #isNear(kilometres: number | null): boolean {
    const { withinKm } = this.parameters;
    return withinKm === null || (kilometres !== null && kilometres <= withinKm);
  }
}
