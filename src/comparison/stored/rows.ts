// Converts a comparison to rows of its tables.
import type { BulkColumns } from "../../database/bulk.js";
import type { Figure } from "../figure.js";
import type { Schools } from "../lists.js";
import { type Pair, type SchoolRow, schoolRows } from "../pairs.js";

export const figureColumns = {
  comparison_id: "uuid",
  position: "int",
  section: "text",
  measure: "text",
  strategy: "text",
  other: "text",
  block: "text",
  group: "text",
  level: "text",
  attribute: "text",
  value: "float8",
  low: "float8",
  high: "float8",
  n: "int",
} satisfies BulkColumns<Figure & { comparison_id: string; position: number }>;

/** In the order of `figures.csv`. */
export const figureRows = (comparison_id: string, figures: readonly Figure[]) =>
  figures.map((figure, position) => ({ comparison_id, position, ...figure }));

export const schoolColumns = {
  comparison_id: "uuid",
  urn: "int",
  block: "text",
  depth: "int[]",
  shared: "int[]",
  jaccard: "float8[]",
  containment: "float8[]",
  rbo_low: "float8[]",
  rbo_residual: "float8[]",
  rbo_ext: "float8[]",
  what_if: "float8[]",
};

/**
 * One row a school; each array has one entry a pair, in the order of `schools.csv`.
 * @param whatIf for each list a number a school
 */
export function* rowsOfSchools(
  comparison_id: string,
  schools: Schools,
  pairs: readonly Pair[],
  whatIf: readonly Float64Array[],
) {
  let rows: SchoolRow[] = [];
  let school = 0;
  for (const row of schoolRows(schools, pairs)) {
    rows.push(row);
    if (rows.length < pairs.length) continue;
    const all = <Name extends keyof SchoolRow>(name: Name) => rows.map((of) => of[name]);
    yield {
      comparison_id,
      urn: Number(row.id),
      block: row.block,
      depth: all("depth"),
      shared: all("shared"),
      jaccard: all("jaccard"),
      containment: all("containment"),
      rbo_low: all("rboLow"),
      rbo_residual: all("rboResidual"),
      rbo_ext: all("rboExt"),
      what_if: whatIf.map((numbers) => (Number.isNaN(numbers[school]) ? null : numbers[school]!)),
    };
    school++;
    rows = [];
  }
}
