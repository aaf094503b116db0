// An invented entry of the register, and what is published about it.
import { type AcademicYear, baseYear, censusDayOf } from "./calendar.js";
import type { Figures } from "./figures.js";
import type { LocalAuthority } from "./local-authorities.js";
import type { Admissions, Landscape, RegisterPhase, Religion, SchoolType } from "./vocabulary.js";

/** The part of the school system; it decides how the figures of a school are drawn. */
export type Sector =
  | "primary"
  | "secondary"
  | "allThrough"
  | "special"
  | "alternative"
  | "independent"
  | "nursery"
  | "post16";

export interface Trust {
  code: string;
  name: string;
  multiple: boolean;
}

/** A cell of the absence release: the school's figure, or a code in its place. */
export type Reported = "figure" | "x" | "c" | "z";

export type ReportedYears = Partial<Record<AcademicYear, Reported>>;

export interface Establishment {
  /** 0 until every school exists: then URNs are assigned. */
  urn: number;
  la: LocalAuthority;
  /** The establishment number within the authority; a converted school keeps its predecessor's. */
  number: number;
  name: string;
  street: string;
  town: string;
  postcode: string;
  sector: Sector;
  type: SchoolType;
  phase: RegisterPhase;
  ages: readonly [low: number, high: number];
  gender: "Mixed" | "Girls" | "Boys";
  religion: Religion;
  admissions: Admissions;
  trust?: Trust;
  landscape: Landscape;
  /** Metres of the National Grid. */
  easting: number;
  northing: number;
  status: "open" | "closed" | "closing" | "proposed";
  /** ISO dates. */
  opened?: string;
  closed?: string;
  figures: Figures;
  /** By year; undefined: what is published about the year has no row for the school. */
  absence: Readonly<ReportedYears>;
  /** Whether the January census of the base year has it under this URN: see `isInCensus`. */
  inCensus: boolean;
  /** What the base year's absence table shows; undefined: it has no row. */
  inTables: "figure" | "SUPP" | undefined;
  /** The predecessor named by OTHERURN and OTHERSCHNAME of the spine. */
  formerly?: Establishment;
}

/** Whether the school existed on a day, ISO; one that has no opening date always did. */
export const isOpenOn = ({ opened = "", closed = "9999" }: Establishment, day: string): boolean =>
  opened <= day && day <= closed;

/** Whether the January census of a year has the school under this URN. */
export const isInCensus = (school: Establishment, year: AcademicYear): boolean =>
  year === baseYear ? school.inCensus : isOpenOn(school, censusDayOf(year));

/** A row of the links file; a number is a URN that is no longer in the register. */
export interface Link {
  from: Establishment;
  to: Establishment | number;
  type: string;
  date?: string;
}

/** Everything that was invented. */
export interface England {
  establishments: Establishment[];
  links: Link[];
}
