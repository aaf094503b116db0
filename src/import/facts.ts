// What the rows of files say, as columns of the tables that store it. Absent columns are null.
import type { Block, Phase, SchoolStatus } from "./classification.js";
import type { Region } from "./region.js";

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
  readonly status?: SchoolStatus | null;
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
  readonly region?: Region | null;
  readonly district?: string | null;
  readonly urbanRural?: string | null;
  readonly easting?: number | null;
  readonly northing?: number | null;
  /** Type of school, from the census. */
  readonly schoolType?: string | null;
  /** Phases that the school teaches, from the spine. */
  readonly teaches?: { readonly primary: boolean; readonly secondary: boolean };
}

export interface DirectoryFact {
  readonly urn: number;
  readonly line: number;
  readonly record: DirectoryRecord;
}

export const attendanceNames = [
  "overallAbsence",
  "authorisedAbsence",
  "unauthorisedAbsence",
  "persistentAbsence",
  "severeAbsence",
  "possibleSessions",
  "absentSessions",
] as const;
export type AttendanceName = (typeof attendanceNames)[number];

export const circumstanceNames = [
  "roll",
  "fsm",
  "eal",
  "senSupport",
  "ehcPlans",
  "idaci",
  "polar4",
  "stability",
  "ks2",
  "ks2Reading",
  "ks2Maths",
  "attainment8",
  "semh",
  "fundingPerPupil",
] as const;
export type CircumstanceName = (typeof circumstanceNames)[number];

/** Figures of files that have nothing else about a school: they add to its circumstances, and do not make them. */
export const supplementaryNames: readonly CircumstanceName[] = ["semh", "fundingPerPupil"];

/** The figures of one school and academic year, as published. */
interface YearFact {
  readonly urn: number;
  readonly year: string;
  /** Name of a figure -> the published code where there is no figure. */
  readonly codes: Readonly<Record<string, string>> | null;
}

/** Absence percentages and numbers of sessions. */
export interface AttendanceFact extends YearFact, Readonly<Partial<Record<AttendanceName, string | null>>> {}

/** Published columns for free school meals: those eligible in the last six years, or the pupil premium. */
export const fsmSources = ["PNUMFSMEVER", "PPPerc"] as const;
export type FsmSource = (typeof fsmSources)[number];

export interface CircumstancesFact extends YearFact, Readonly<Partial<Record<CircumstanceName, string | null>>> {
  readonly schoolType?: string | null;
  readonly fsmSource: FsmSource | null;
}

export interface LinkFact {
  readonly urn: number;
  readonly linkUrn: number;
  readonly linkName: string;
  readonly linkType: string;
  readonly established: string | null;
}

export interface LocalAuthorityFact {
  readonly code: number;
  readonly name: string;
  readonly region: Region;
}

/** What one row of a file says, by table. */
export interface Facts {
  readonly directoryRow?: DirectoryFact;
  readonly attendance?: AttendanceFact;
  readonly circumstances?: CircumstancesFact;
  readonly schoolLink?: LinkFact;
  readonly localAuthority?: LocalAuthorityFact;
}
