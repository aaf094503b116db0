// A comparison as JSON, for programs.
import { engineVersion } from "../../programs.js";
import { mostDifferent } from "../disagreement.js";
import { type Figure, sections } from "../figure.js";
import type { Pair } from "../pairs.js";
import { resamples } from "../resample.js";
import type { Source } from "../source.js";

/** Of the layout of `comparison.json` and `manifest.json`. Programs can rely on its names. */
export const formatVersion = 1;

/** Of each two lists, so many schools whose peers differ most are named. */
const schoolsNamed = 10;

/** The request, the schools whose peers differ most, and the figures by section, one to a line. */
export function* comparisonAsJson(
  { compared: { schools, lists }, request, notes }: Source,
  pairs: readonly Pair[],
  figures: readonly Figure[],
): Generator<string> {
  const about = {
    format: formatVersion,
    request,
    notes,
    lists: lists.map(({ name }) => name),
    mostDifferent: pairs.map((pair) => ({
      strategy: pair.first.name,
      other: pair.second.name,
      schools: mostDifferent(pair, schoolsNamed).map((row) => ({
        id: schools.ids[row],
        jaccard: pair.jaccard[row],
        rboExt: pair.rboExtrapolated[row],
      })),
    })),
  };
  yield `${JSON.stringify(about, null, 2).slice(0, -2)},\n  "sections": {`;
  for (const [index, section] of sections.entries())
    yield `${index > 0 ? "," : ""}\n    ${JSON.stringify(section)}: ${figuresOfSection(section, figures)}`;
  yield "\n  }\n}\n";
}

/** A list with one figure to a line. */
export function figuresOfSection<Name extends string>(section: Name, figures: readonly Figure<Name>[]): string {
  const lines = figures.flatMap(({ section: own, ...figure }) =>
    own === section ? [`\n      ${JSON.stringify(figure)}`] : [],
  );
  return lines.length > 0 ? `[${lines.join()}\n    ]` : "[]";
}

export interface Hashed {
  readonly file: string;
  readonly sha256: string;
}

export function manifestAsJson(
  { compared, request, inputs, counts }: Source,
  figures: readonly Figure[],
  outputs: readonly Hashed[],
): string {
  const manifest = {
    format: formatVersion,
    kindred: engineVersion,
    request,
    seed: compared.seed,
    resamples,
    p: compared.p,
    inputs,
    counts: { ...counts, figures: figures.length },
    outputs,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
