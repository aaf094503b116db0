// One invented entry of the register and what is published about it.
import type { Figures } from "./figures.js";
import type { LocalAuthority } from "./local-authorities.js";
import type { Admissions, Landscape, RegisterPhase, Religion, SchoolType } from "./vocabulary.js";

/** What part of the system a school belongs to; it decides how its figures are drawn. */
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

/** A cell of the absence release: the school's figure, or the code that stands in its place. */
export type Reported = "figure" | "x" | "c" | "z";

export interface Establishment {
  /** Given when all are known; 0 before. */
  urn: number;
  la: LocalAuthority;
  /** The establishment number inside its authority; a converted school keeps its predecessor's. */
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
  /** One a year; undefined where the release has no row. */
  absence: (Reported | undefined)[];
  /** Whether the January census of the base year has it under this URN. */
  inCensus: boolean;
  /** What the base year's absence table has; undefined where it has no row. */
  inTables: "figure" | "SUPP" | undefined;
  /** Its predecessor's name in the spine's OTHERURN. */
  formerly?: Establishment;
}

/** A row of the links file; a number is a URN that the register no longer names. */
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
