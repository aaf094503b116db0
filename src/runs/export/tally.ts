// What a pass over the cohorts of a run counts and collects.
import type { ExportedCohort, UnmatchedSchool } from "./cohort-files.js";
import type { ExportCounts } from "./manifest.js";

export class Tally {
  schools = 0;
  peers = 0;
  /** Of the shares, in order of first appearance. */
  readonly attributes = new Set<string>();
  readonly unmatched: UnmatchedSchool[] = [];

  /** Passes the cohorts on and counts them. */
  async *count(cohorts: AsyncIterable<ExportedCohort>): AsyncGenerator<ExportedCohort> {
    for await (const cohort of cohorts) {
      this.#add(cohort);
      yield cohort;
    }
  }

  #add({ urn, peers, reason, missing }: ExportedCohort): void {
    this.schools++;
    this.peers += peers.length;
    for (const { shares } of peers) for (const attribute of Object.keys(shares)) this.attributes.add(attribute);
    if (reason !== null) this.unmatched.push({ urn, reason, missing });
  }

  counts(): ExportCounts {
    const unmatched: Record<string, number> = {};
    for (const { reason } of this.unmatched) unmatched[reason] = (unmatched[reason] ?? 0) + 1;
    return { schools: this.schools, matched: this.schools - this.unmatched.length, unmatched };
  }
}
