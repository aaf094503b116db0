// Stored comparisons of runs, as readers see them.
import type { ErrorCode } from "../../errors.js";
import type { JobStatus } from "../../jobs/job.js";
import type { Block } from "../../population/population.js";
import type { SchoolRow } from "../pairs.js";
import type { HeldOutKey } from "../runs/held-out.js";

/** What was asked for, with what was left open decided. */
export interface StoredRequest {
  readonly attributes: readonly string[];
  /** Null: no later year had figures. */
  readonly heldOut: HeldOutKey | null;
  readonly seed: number;
  /** Of rank-biased overlap. */
  readonly p: number;
  readonly steadiness: boolean;
}

export interface Comparison {
  readonly id: string;
  readonly fingerprint: string;
  readonly engineVersion: string;
  readonly baseYear: string;
  /** In the order given, as the names of their lists are. */
  readonly runIds: readonly string[];
  readonly names: readonly string[];
  readonly request: StoredRequest;
  /** What the comparison lacks, and why. */
  readonly notes: readonly string[];
  readonly status: JobStatus;
  readonly stage: string | null;
  readonly done: number;
  readonly total: number;
  readonly errorCode: ErrorCode | null;
  readonly error: string | null;
  readonly jobId: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** Null until every figure and school is stored. */
  readonly completedAt: Date | null;
}

/** A row of `schools.csv` by the names of the API. Null: a list has no peers for the school. */
export type SchoolPair = Omit<SchoolRow, "id" | "block"> & { readonly urn: number };

export interface ComparedSchool {
  readonly urn: number;
  readonly block: Block;
  /** Every two lists, in the order of `namesOfPairs`. */
  readonly pairs: readonly SchoolPair[];
  /** Of each list, in order; `value` as `FurtherSection.whatIf`. */
  readonly whatIf: readonly { readonly name: string; readonly value: number | null }[];
}

/** The names of every two lists, in the order of `comparePairs`. */
export const namesOfPairs = (names: readonly string[]): { readonly strategy: string; readonly other: string }[] =>
  names.flatMap((strategy, at) => names.slice(at + 1).map((other) => ({ strategy, other })));
