// A school's cohort, as it is stored and as readers see it.
import type { Selectable } from "kysely";
import type { Tables } from "../database/query-builder.js";
import type { Unmatched } from "../matching/result.js";
import type { Band } from "../strategy/contract.js";

/** A school in a cohort. */
export interface Peer {
  readonly urn: number;
  /** Position in the cohort: 1 is the nearest. */
  readonly rank: number;
  readonly distance: number;
  /** In a straight line; null where either school has no coordinates. */
  readonly kilometres: number | null;
  /** Shares of the distance, which add up to 1; empty at distance 0 and without shares. */
  readonly shares: readonly { readonly attribute: string; readonly share: number }[];
}

/** The peers that a run found for one school. */
export interface Cohort {
  readonly runId: string;
  readonly urn: number;
  /** Nearest first. */
  readonly peers: readonly Peer[];
  /** Why there are no peers; null where there are peers. */
  readonly reason: Unmatched["unmatched"] | null;
  readonly band: Band | null;
  /** Columns that were missing and took the block's median. */
  readonly imputed: readonly string[];
  /** Columns whose absence left the school unmatched. */
  readonly missing: readonly string[];
}

/** The JSON of a stored cohort. Arrays have one entry per peer. */
export interface CohortDetail {
  readonly kilometres: readonly (number | null)[];
  /** attribute -> its share of each peer's distance; null at distance 0 */
  readonly shares: Readonly<Record<string, readonly (number | null)[]>>;
  readonly band?: Band;
  readonly imputed?: readonly string[];
  readonly missing?: readonly string[];
}

type CohortRow = Selectable<Tables["cohort"]>;

/** @param row only what is read of a column that is missing is missing */
export function cohortOf(row: Pick<CohortRow, "runId" | "urn"> & Partial<CohortRow>): Cohort {
  const { runId, urn, peers = [], distances = [], detail = {}, reason = null } = row;
  const { kilometres = [], shares = {}, band = null, imputed = [], missing = [] } = detail as Partial<CohortDetail>;
  return {
    runId,
    urn,
    peers: peersOf(peers, distances, { kilometres, shares }),
    reason: reason as Cohort["reason"],
    band,
    imputed,
    missing,
  };
}

/** All arrays have one entry per peer, nearest first. */
export function peersOf(
  urns: readonly number[],
  distances: readonly number[],
  { kilometres, shares }: Pick<CohortDetail, "kilometres" | "shares">,
): Peer[] {
  const sharesByAttribute = Object.entries(shares);
  return urns.map((urn, index) => ({
    urn,
    rank: index + 1,
    distance: distances[index]!,
    kilometres: kilometres[index] ?? null,
    shares: sharesByAttribute.flatMap(([attribute, ofPeers]) => {
      const share = ofPeers[index];
      return typeof share === "number" ? [{ attribute, share }] : [];
    }),
  }));
}
