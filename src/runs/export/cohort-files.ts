// The cohorts of a run as JSON Lines and CSV, a chunk for each school.
import { csvLine } from "../../table/csv-line.js";
import type { Cohort, Peer } from "../cohort.js";

/** A line of `cohorts.jsonl`. */
export interface ExportedCohort extends Omit<Cohort, "runId" | "peers"> {
  readonly peers: readonly ExportedPeer[];
}

interface ExportedPeer extends Omit<Peer, "shares"> {
  /** attribute -> its share of the distance; empty at distance 0 and without shares */
  readonly shares: Readonly<Record<string, number>>;
}

export function exportedCohort({ urn, peers, band, imputed, reason, missing }: Cohort): ExportedCohort {
  const exported = peers.map(({ urn, rank, distance, kilometres, shares }) => ({
    urn,
    rank,
    distance,
    kilometres,
    shares: Object.fromEntries(shares.map(({ attribute, share }) => [attribute, share])),
  }));
  return { urn, peers: exported, band, imputed, reason, missing };
}

export async function* cohortsAsJsonLines(cohorts: AsyncIterable<ExportedCohort>): AsyncGenerator<string> {
  for await (const cohort of cohorts) yield `${JSON.stringify(cohort)}\n`;
}

/**
 * `id,rank,peer,distance,kilometres` and `share_…` for each attribute, 0 to 1, a row for each peer: as `kindred match
 * --explain` writes peers, with kilometres.
 */
export async function* cohortsAsCsv(
  cohorts: AsyncIterable<ExportedCohort>,
  attributes: readonly string[],
): AsyncGenerator<string> {
  const shareColumns = attributes.map((attribute) => `share_${attribute}`);
  yield csvLine(["id", "rank", "peer", "distance", "kilometres", ...shareColumns]);
  for await (const { urn, peers } of cohorts) {
    const lines = peers.map((peer) => {
      const shares = attributes.map((attribute) => peer.shares[attribute] ?? "");
      return csvLine([urn, peer.rank, peer.urn, peer.distance, peer.kilometres ?? "", ...shares]);
    });
    yield lines.join("");
  }
}

export interface UnmatchedSchool extends Pick<Cohort, "urn" | "missing"> {
  readonly reason: string;
}

/** `id,reason,missing`, as `kindred match --unmatched` writes it: missing columns are separated by spaces. */
export function* unmatchedAsCsv(schools: Iterable<UnmatchedSchool>): Generator<string> {
  yield csvLine(["id", "reason", "missing"]);
  for (const { urn, reason, missing } of schools) yield csvLine([urn, reason, missing.join(" ")]);
}
