// Runs as readers see them.
import type { ErrorCode } from "../errors.js";
import type { JobStatus } from "../jobs/job.js";
import type { Unmatched } from "../matching/result.js";
import type { Block } from "../population/population.js";

/** One strategy over one population: what anyone may see of a published run. */
export interface RunDescription {
  readonly id: string;
  readonly fingerprint: string;
  readonly strategy: string;
  readonly version: string;
  readonly engineVersion: string;
  readonly parameters: unknown;
  readonly constraints: unknown;
  readonly baseYear: string;
  readonly circumstancesYear: string;
  /** Null until every cohort is stored. */
  readonly summary: RunSummary | null;
  readonly warnings: readonly string[];
}

export interface PublishedRun extends RunDescription {
  readonly publishedAt: Date;
  readonly summary: RunSummary;
}

export interface Run extends RunDescription {
  readonly populationId: string;
  readonly status: JobStatus;
  readonly stage: string | null;
  readonly done: number;
  readonly total: number;
  readonly errorCode: ErrorCode | null;
  readonly error: string | null;
  readonly jobId: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** When its job ended, in success or not. */
  readonly finishedAt: Date | null;
  /** Null until every cohort is stored. */
  readonly completedAt: Date | null;
  readonly learnt: unknown;
  readonly published: boolean;
}

export interface RunSummary {
  readonly schools: number;
  readonly matched: number;
  /** reason -> schools */
  readonly unmatched: Readonly<Partial<Record<Unmatched["unmatched"], number>>>;
  /** block -> schools and matched */
  readonly blocks: Readonly<Partial<Record<Block, { readonly schools: number; readonly matched: number }>>>;
}
