// The figures and the schools of a comparison as CSV.
import { csvLine } from "../../table/csv-line.js";
import type { Figure } from "../figure.js";
import type { Compared } from "../lists.js";
import { type Pair, type SchoolRow, schoolRows } from "../pairs.js";

const figureColumns = [
  "section",
  "measure",
  "strategy",
  "other",
  "block",
  "group",
  "level",
  "attribute",
  "value",
  "low",
  "high",
  "n",
] as const satisfies readonly (keyof Figure)[];

const schoolColumns = [
  "id",
  "block",
  "strategy",
  "other",
  "depth",
  "shared",
  "jaccard",
  "containment",
  "rboLow",
  "rboResidual",
  "rboExt",
] as const satisfies readonly (keyof SchoolRow)[];

/** Numbers in full; an empty cell is null. */
export const figuresAsCsv = (figures: Iterable<Figure<string>>): Generator<string> => asCsv(figureColumns, figures);

/** One row for each school and unordered pair of lists. */
export const schoolsAsCsv = ({ schools }: Compared, pairs: readonly Pair[]): Generator<string> =>
  asCsv(schoolColumns, schoolRows(schools, pairs));

/** Lines a chunk: each chunk is one write. */
const chunk = 1000;

/** A header line and a line for each row; an empty cell is null. */
export function* asCsv<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Readonly<Record<Column, string | number | null>>>,
): Generator<string> {
  let lines = [csvLine(columns)];
  for (const row of rows) {
    lines.push(csvLine(columns.map((column) => row[column] ?? "")));
    if (lines.length < chunk) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}
