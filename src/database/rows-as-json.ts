// Reads many rows as one JSON text: PGlite needs much longer to read them value by value and send each to this thread.
import type { Sql } from "./database.js";

/**
 * The rows of a SELECT, in its order.
 * @param select columns of types that JSON keeps: cast numerics, bigints, dates and times to text
 */
export async function queryAsJson<Row>(sql: Sql, select: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const text = `SELECT json_agg(found)::text AS rows FROM (${select}) AS found`;
  const [{ rows } = { rows: null }] = await sql.query<{ rows: string | null }>(text, parameters);
  return JSON.parse(rows ?? "[]");
}
