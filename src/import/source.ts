// What defines a kind of file: its columns, and how its rows become facts.

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

/** What a file says about a school, under the directory's names. Unknown values are absent or null. */
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
  /** From the census: the type of school. */
  readonly schoolType?: string | null;
  /** From the spine: the phases that the school teaches. */
  readonly teaches?: { readonly primary: boolean; readonly secondary: boolean };
}

export interface DirectoryFact {
  readonly urn: number;
  readonly line: number;
  readonly record: DirectoryRecord;
}

/** Columns of `attendance` except file and line; absence percentages as published. */
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

/** Columns of `circumstances` except file and line. */
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

/** A row's facts and its `subject`, which may occur once per file; or the reason why the row is skipped. */
export type Reading = { readonly subject: string; readonly facts: Facts } | { readonly skipped: string };

export interface Reader {
  /** @throws RowRejected */
  read(row: RowReader): Reading;
  /** Directory facts that depend on the whole file; call it after the last row. */
  remaining?(): readonly DirectoryFact[];
}

export interface Source {
  readonly kind: SourceKind;
  /** For messages: `a GIAS extract (edubasealldata….csv)`. */
  readonly title: string;
  /** The required columns of each layout that the publisher has used. A file must match one of them. */
  readonly layouts: readonly (readonly string[])[];
  /** The column that identifies a row's subject. */
  readonly key: string;
  /** Names the file that people often mistake for this one, from a header that matches no layout; null if unknown. */
  describeOtherFile?(header: ReadonlySet<string>): string | null;
  /** @param year the academic year from the request, for kinds of file that need one */
  open(year: string): Reader;
}
