// Finds the partners that a school may be linked with. It uses published figures only, so a link reveals no target.
import type { Decimal } from "decimal.js";
import type { Population } from "../population/population.js";
import type { Peer } from "../runs/cohort.js";
import { Exact, median } from "../targets/arithmetic.js";
import type { PlanParameters } from "./parameters.js";

/** Why a school has no partner: the first filter that left no candidates, or that no candidate had capacity left. */
export type UnlinkedReason = "NO_PEERS" | "NO_HIGHER_PEER" | "SAME_TRUST" | "NONE_NEAR" | "NO_CAPACITY";

export interface PartnerCandidate extends Peer {
  /** The candidate's published attendance less the school's, percentage points. */
  readonly gap: Decimal;
}

type PartnerSearchResult =
  | { readonly candidates: readonly PartnerCandidate[] }
  | { readonly reason: Exclude<UnlinkedReason, "NO_CAPACITY"> };

/** Finds candidates among the schools of one population. */
export class PartnerSearch {
  readonly #rows: ReadonlyMap<number, number>;
  readonly #attendance: readonly (Decimal | null)[];
  /** block -> median published attendance of its peers */
  readonly #blockMedians: ReadonlyMap<string, Decimal | null>;

  /** @param leaving URNs of schools known to be closed or closing */
  constructor(
    readonly population: Population,
    readonly leaving: ReadonlySet<number>,
    readonly parameters: PlanParameters,
  ) {
    const { block, columns, eligible, urn } = population;
    this.#rows = new Map(Array.from(urn, (schoolUrn, row) => [schoolUrn, row]));
    // A published figure has at most six decimals, so the double's shortest decimal is the figure itself.
    this.#attendance = Array.from(columns.attendance, (value) => (Number.isNaN(value) ? null : new Exact(value)));
    this.#blockMedians = new Map(
      [...new Set(block)].map((name) => {
        const peers = this.#attendance.filter((_, row) => block[row] === name && eligible[row] === 1);
        return [name, median(peers.filter((value) => value !== null))];
      }),
    );
  }

  /** Null for a school that seeks no partner: its attendance is high, it has no published figure, or it is leaving. */
  find(urn: number, peers: readonly Peer[]): PartnerSearchResult | null {
    const row = this.#rows.get(urn);
    const attendance = row === undefined ? null : this.#attendance[row];
    if (row === undefined || !attendance) return null;
    if (attendance.gte(this.parameters.seeksBelow) || this.leaving.has(urn)) return null;
    if (peers.length === 0) return { reason: "NO_PEERS" };

    const higher = peers.flatMap((peer) => {
      const gap = this.#gap(row, peer.urn);
      return gap ? [{ ...peer, gap }] : [];
    });
    if (higher.length === 0) return { reason: "NO_HIGHER_PEER" };
    const trustAllowed = higher.filter((peer) => this.parameters.sameTrustAllowed || !this.#sameTrust(row, peer.urn));
    if (trustAllowed.length === 0) return { reason: "SAME_TRUST" };
    const near = trustAllowed.filter(({ kilometres }) => this.#isNear(kilometres));
    return near.length === 0 ? { reason: "NONE_NEAR" } : { candidates: near };
  }

  /** A peer's attendance less the school's; null where the peer is excluded, whatever its trust and distance. */
  #gap(row: number, peer: number): Decimal | null {
    const { block, columns, lineage } = this.population;
    const peerRow = this.#rows.get(peer);
    const attendance = peerRow === undefined ? null : this.#attendance[peerRow];
    if (peerRow === undefined || !attendance) return null;
    if (this.leaving.has(peer) || lineage[peerRow] === lineage[row]) return null;
    // Binary fractions are near enough to exclude most peers, and a hundred times as fast.
    if (columns.attendance[peerRow]! - columns.attendance[row]! < this.parameters.minimumGap - 1e-6) return null;
    const blockMedian = this.#blockMedians.get(block[peerRow]!);
    const gap = attendance.minus(this.#attendance[row]!);
    return blockMedian && attendance.gte(blockMedian) && gap.gte(this.parameters.minimumGap) ? gap : null;
  }

  /** Two schools of unknown trust do not count as being in the same trust. */
  #sameTrust(row: number, peer: number): boolean {
    const { trust } = this.population;
    return trust[row] !== null && trust[row] === trust[this.#rows.get(peer)!];
  }

  /** An unknown distance does not count as near. */
  #isNear(kilometres: number | null): boolean {
    const { withinKm } = this.parameters;
    return withinKm === null || (kilometres !== null && kilometres <= withinKm);
  }
}
