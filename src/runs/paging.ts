// Keyset pagination: pages stay stable while rows are added, and the last page costs no more than the first.
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";

/** A page in a stable order, newest first. `after` is the last item of the previous page. */
export interface PageRequest {
  /** 1 to 100. */
  readonly first: number;
  readonly after?: { readonly at: Date; readonly id: string };
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
}

/**
 * @param select a statement up to, but without, its WHERE
 * @param columns to order by, both descending: `at`, a time, then `id`
 * @throws KindredError BAD_ARGUMENT if `first` is not from 1 to 100
 */
export async function readPage<Item>(
  sql: Sql,
  select: string,
  columns: { readonly at: string; readonly id: string },
  { first, after }: PageRequest,
): Promise<Page<Item>> {
  if (first < 1 || first > 100) throw new KindredError("BAD_ARGUMENT", `first: must be from 1 to 100, not ${first}`);
  const rows = await sql.query<Item>(
    `${select} WHERE $1::timestamptz IS NULL OR (${columns.at}, ${columns.id}) < ($1::timestamptz, $2::uuid)
     ORDER BY ${columns.at} DESC, ${columns.id} DESC LIMIT $3`,
    [after?.at ?? null, after?.id ?? null, first + 1],
  );
  return { items: rows.slice(0, first), hasNextPage: rows.length > first };
}
