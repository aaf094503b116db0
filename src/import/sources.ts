// The list of sources, and what follows from it.
import type { Facts } from "./facts.js";
import type { Source } from "./source.js";
import { absence } from "./sources/absence.js";
import { gias } from "./sources/gias.js";
import { links } from "./sources/links.js";
import { performanceAbsence } from "./sources/performance-absence.js";
import { performanceCensus } from "./sources/performance-census.js";
import { performanceRegions } from "./sources/performance-regions.js";
import { performanceSpine } from "./sources/performance-spine.js";
import { similarSchools } from "./sources/similar-schools.js";

/** In the order of import: directories first, so that each school is written once. */
const list = [
  gias,
  performanceRegions,
  performanceSpine,
  performanceCensus,
  performanceAbsence,
  links,
  absence,
  similarSchools,
] as const;

export const sources: readonly Source[] = list;

export const fileOptions = [...new Set(list.map(({ option }) => option))];
export type FileOptionName = (typeof fileOptions)[number]["name"];

const kindsWhere = (test: (source: Source) => boolean) => sources.filter(test).map(({ kind }) => kind);

export const kindsFeeding = (table: keyof Facts): readonly string[] => kindsWhere(({ feeds }) => feeds === table);
export const censusKinds: readonly string[] = kindsWhere(({ isCensus }) => isCensus === true);

/** SQL order of the kinds of files `f`, the kind that takes precedence first. */
export const byPrecedence = `array_position('{${sources
  .toSorted((one, other) => one.precedence - other.precedence)
  .map(({ kind }) => kind)}}'::text[], f.kind)`;
