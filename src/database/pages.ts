// Keyset pages, newest first: stable while rows are added, and as cheap at the end as at the beginning.
import {
  sql as expression,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  type StringReference,
} from "kysely";
import { refuse } from "../errors.js";

/** The position of a row in a list that is ordered by time, then by id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly first: number;
  /** Where the page before ended. */
  readonly after?: Position;
}

/** A page of a list that is filtered, and whose cursor is an id. */
export interface FilteredPageRequest<Filter> {
  readonly first: number;
  /** Id of the last item of the previous page. */
  readonly after?: string;
  readonly filter?: Filter;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
}

/** A list that is read page by page. */
interface List<Database, From extends keyof Database, Row> {
  /** Selects every row of the list, in any order. */
  readonly rows: SelectQueryBuilder<Database, From, Row>;
  /** The columns of the time and of the id; both descend. */
  readonly at: StringReference<Database, From>;
  readonly id: StringReference<Database, From>;
}

/** The rows after a position: `first`, and one more if there are more. */
export function selectRows<Database, From extends keyof Database, Row>(
  list: List<Database, From, Row>,
  { first, after }: PageRequest,
): Promise<Row[]> {
  const position = after && expression`(${after.at}::timestamptz, ${after.id}::uuid)`;
  return selectNewest(list, position, first + 1);
}

/** @throws KindredError BAD_ARGUMENT unless `first` is from 1 to 100 */
export async function selectPage<Database, From extends keyof Database, Row>(
  list: List<Database, From, Row>,
  page: PageRequest,
): Promise<Page<Row>> {
  const { first } = page;
  if (first < 1 || first > 100) refuse(`first: ${first} is not from 1 to 100`);
  const rows = await selectRows(list, page);
  return { items: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** The rows after the row with the id `after`, whether or not that row is in the list; at most `limit`. */
export function selectRowsAfterId<Database, From extends keyof Database, Row>(
  list: List<Database, From, Row>,
  { limit, after }: { readonly limit: number; readonly after?: string | number | null },
): Promise<Row[]> {
  const { rows, at, id } = list;
  const isAfter = expression<SqlBool>`${expression.ref(id)} = ${after}`;
  const position = expression`${rows.clearSelect().clearWhere().select([at, id]).where(isAfter)}`;
  return selectNewest(list, after == null ? undefined : position, limit);
}

/** @param position an expression of two columns, such as a subquery */
function selectNewest<Database, From extends keyof Database, Row>(
  list: List<Database, From, Row>,
  position: RawBuilder<unknown> | undefined,
  limit: number,
): Promise<Row[]> {
  const [at, id] = [expression.ref(list.at), expression.ref(list.id)];
  const rows = position ? list.rows.where(expression<SqlBool>`(${at}, ${id}) < ${position}`) : list.rows;
  return rows.orderBy(at, "desc").orderBy(id, "desc").limit(limit).execute() as Promise<Row[]>;
}
