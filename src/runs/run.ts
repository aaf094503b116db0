// Runs and cohorts as readers see them.
import type { JobStatus } from "../jobs/job.js";

/** One strategy over one population. */
export interface Run {
  readonly id: string;
  readonly fingerprint: string;
  readonly strategy: string;
  readonly version: string;
  readonly engineVersion: string;
  readonly parameters: unknown;
  readonly constraints: unknown;
  readonly populationId: string;
  readonly baseYear: string;
  readonly circumstancesYear: string;
  readonly status: JobStatus;
  readonly stage: string | null;
  readonly done: number;
  readonly total: number;
  readonly errorCode: string | null;
  readonly error: string | null;
  readonly jobId: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** When its job ended, in success or not. */
  readonly finishedAt: Date | null;
  /** Null until every cohort is stored. */
  readonly completedAt: Date | null;
  readonly summary: RunSummary | null;
  readonly warnings: readonly string[];
  readonly learnt: unknown;
  readonly published: boolean;
}

/** A published run, as anyone may see it. */
export interface PublishedRun {
  readonly id: string;
  readonly fingerprint: string;
  readonly strategy: string;
  readonly version: string;
  readonly engineVersion: string;
  readonly parameters: unknown;
  readonly constraints: unknown;
  readonly baseYear: string;
  readonly circumstancesYear: string;
  readonly publishedAt: Date;
  readonly summary: RunSummary;
  readonly warnings: readonly string[];
}

export interface RunSummary {
  readonly schools: number;
  readonly matched: number;
  /** reason -> schools */
  readonly unmatched: Readonly<Record<string, number>>;
  /** block -> schools and matched */
  readonly blocks: Readonly<Record<string, { readonly schools: number; readonly matched: number }>>;
}

/** The peers that a run found for one school, nearest first. All arrays are as long as `peers`. */
export interface Cohort {
  readonly runId: string;
  readonly urn: number;
  readonly peers: readonly number[];
  readonly distances: readonly number[];
  readonly detail: CohortDetail;
  /** Why there are no peers; null where there are peers. */
  readonly reason: string | null;
}

export interface CohortDetail {
  /** Null where either school has no coordinates. */
  readonly kilometres: readonly (number | null)[];
  /** attribute -> its share of each peer's distance, summing to 1 over the attributes; null at distance 0 */
  readonly shares: Readonly<Record<string, readonly (number | null)[]>>;
  readonly band?: { readonly label: string; readonly relaxed: readonly string[] };
  /** Columns that were missing and took the block's median. */
  readonly imputed?: readonly string[];
  /** Columns whose absence left the school unmatched. */
  readonly missing?: readonly string[];
}
