// The first line of a file: is it the kind of file that it was given as?

import { KindredError } from "../errors.js";
import { absence } from "./absence.js";
import { gias } from "./gias.js";
import { links } from "./links.js";
import { performanceAbsence, performanceCensus, performanceRegions, performanceSpine } from "./performance-tables.js";
import { abbreviate } from "./row-reader.js";
import { similarSchools } from "./similar-schools.js";
import type { Source } from "./source.js";

const sources: readonly Source[] = [
  gias,
  links,
  absence,
  performanceAbsence,
  performanceCensus,
  performanceSpine,
  performanceRegions,
  similarSchools,
];

/**
 * Column -> its index. Columns without a name are nobody's.
 * @throws KindredError WRONG_FILE naming what is missing and, where it can be told, what the file is instead
 */
export function readHeader(source: Source, cells: readonly string[], name: string): ReadonlyMap<string, number> {
  const twice = cells.find((column, index) => column !== "" && cells.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new KindredError(
      "WRONG_FILE",
      `${name} has two columns ${JSON.stringify(abbreviate(twice))}, and nothing tells which one counts. Take one out.`,
    );
  }
  const columns = new Map(cells.map((column, index) => [column, index]));
  const present = new Set(columns.keys());
  const lacking = source.layouts.map((layout) => layout.filter((column) => !present.has(column)));
  if (lacking.some((missing) => missing.length === 0)) return columns;
  const nearest = lacking.reduce((least, missing) => (missing.length < least.length ? missing : least));
  const other = sources.find(
    (candidate) => candidate !== source && candidate.layouts.some((layout) => layout.every((it) => present.has(it))),
  );
  const instead = other?.title ?? source.mistaken?.(present);
  const looks =
    cells.length === 1
      ? ` Its first line is one cell, ${JSON.stringify(abbreviate(cells[0]!))}: no comma, semicolon or tab separates it.`
      : instead
        ? ` It looks like ${instead}.`
        : "";
  throw new KindredError(
    "WRONG_FILE",
    `${name} is not ${source.title}: its header lacks ${nearest.join(", ")}.${looks} Give ${source.title}.`,
  );
}
