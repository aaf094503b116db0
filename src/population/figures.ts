// Reads the published attendance of some years: the current row of each school.
import type { Sql } from "../database/database.js";
import type { Figure } from "./figure.js";

/** year -> URN -> figure */
export type Figures = ReadonlyMap<string, ReadonlyMap<number, Figure>>;

export async function readFigures(sql: Sql, years: readonly string[]): Promise<Figures> {
  const figures = new Map<string, Map<number, Figure>>();
  for (const year of years) {
    const rows = await sql.query<Figure & { urn: number }>(
      `SELECT urn, year, attendance::text, codes->>'overallAbsence' AS code, file_id AS "fileId", line
       FROM attendance WHERE year = $1 AND superseded_by_id IS NULL`,
      [year],
    );
    figures.set(year, new Map(rows.map(({ urn, ...figure }) => [urn, figure])));
  }
  return figures;
}
