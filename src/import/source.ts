// What a kind of file must tell the import: its columns, and the facts in a row.

import type { SourceKind } from "./report.js";
import type { RowReader } from "./row-reader.js";

export const phases = [
  "NURSERY",
  "PRIMARY",
  "MIDDLE_DEEMED_PRIMARY",
  "MIDDLE_DEEMED_SECONDARY",
  "SECONDARY",
  "ALL_THROUGH",
  "POST_16",
  "NOT_APPLICABLE",
] as const;
export type Phase = (typeof phases)[number];

export type Block = "PRIMARY" | "SECONDARY" | "ALL_THROUGH" | "SPECIAL" | "ALTERNATIVE_PROVISION";

/** What a file says of a school, in the directory's words. Unknown is absent or null. */
export interface DirectoryRecord {
  readonly laCode?: number | null;
  readonly laName?: string | null;
  readonly establishmentNumber?: number | null;
  readonly name?: string | null;
  readonly typeName?: string | null;
  readonly typeGroup?: string | null;
  readonly phase?: Phase | null;
  readonly block?: Block | null;
  readonly status?: string | null;
  readonly openDate?: string | null;
  readonly closeDate?: string | null;
  readonly lowAge?: number | null;
  readonly highAge?: number | null;
  readonly gender?: string | null;
  readonly religiousCharacter?: string | null;
  readonly selective?: boolean | null;
  readonly sixthForm?: boolean | null;
  readonly capacity?: number | null;
  readonly registerPupils?: number | null;
  readonly trustCode?: number | null;
  readonly trustName?: string | null;
  readonly ukprn?: number | null;
  readonly street?: string | null;
  readonly town?: string | null;
  readonly county?: string | null;
  readonly postcode?: string | null;
  readonly website?: string | null;
  readonly region?: string | null;
  readonly district?: string | null;
  readonly urbanRural?: string | null;
  readonly easting?: number | null;
  readonly northing?: number | null;
  /** Census: the kind of school that it counts as. */
  readonly schoolType?: string | null;
  /** Spine: which phases it teaches. */
  readonly teaches?: { readonly primary: boolean; readonly secondary: boolean };
}

export interface DirectoryFact {
  readonly urn: number;
  readonly line: number;
  readonly record: DirectoryRecord;
}

/** Columns of `attendance` but for file and line; percentages of absence as published. */
export interface AttendanceFact {
  readonly urn: number;
  readonly year: string;
  readonly overall_absence: string | null;
  readonly authorised_absence: string | null;
  readonly unauthorised_absence: string | null;
  readonly persistent_absence: string | null;
  readonly severe_absence: string | null;
  readonly possible_sessions: string | null;
  readonly absent_sessions: string | null;
  readonly codes: Readonly<Record<string, string>> | null;
}

/** Columns of `circumstances` but for file and line. */
export interface CircumstancesFact {
  readonly urn: number;
  readonly year: string;
  readonly school_type: string | null;
  readonly roll: string | null;
  readonly fsm: string | null;
  readonly fsm_source: string | null;
  readonly eal: string | null;
  readonly sen_support: string | null;
  readonly ehc_plans: string | null;
  readonly idaci: string | null;
  readonly polar4: string | null;
  readonly stability: string | null;
  readonly ks2: string | null;
  readonly ks2_reading: string | null;
  readonly ks2_maths: string | null;
  readonly attainment8: string | null;
  readonly codes: Readonly<Record<string, string>> | null;
}

export interface LinkFact {
  readonly urn: number;
  readonly link_urn: number;
  readonly link_name: string;
  readonly link_type: string;
  readonly established: string | null;
}

export interface LocalAuthorityFact {
  readonly code: number;
  readonly name: string;
  readonly region: string;
}

export interface Facts {
  readonly directory?: DirectoryFact;
  readonly attendance?: AttendanceFact;
  readonly circumstances?: CircumstancesFact;
  readonly link?: LinkFact;
  readonly localAuthority?: LocalAuthorityFact;
}

/** A row is about a `subject`, of which a file may speak once; or it is skipped by a named cause. */
export type Reading = { readonly subject: string; readonly facts: Facts } | { readonly skipped: string };

export interface Reader {
  /** @throws RowRejected */
  read(row: RowReader): Reading;
  /** Directory facts that only the whole file decides. */
  rest?(): readonly DirectoryFact[];
}

export interface Source {
  readonly kind: SourceKind;
  /** For messages: `the GIAS extract`. */
  readonly title: string;
  /** The columns without which it is another file; where there are several layouts, of any one of them. */
  readonly layouts: readonly (readonly string[])[];
  /** The column that says what a row is about. */
  readonly key: string;
  /** Of a header that is none of the layouts: what that file is, where people are known to mistake it for this one. */
  mistaken?(header: ReadonlySet<string>): string | null;
  /** @param year the academic year that the request gave the file, where its kind needs one */
  open(year: string): Reader;
}
