// Paging, for all lists: page sizes, costs and cursors.
import { resolveCursorConnection } from "@pothos/plugin-relay";
import type { PageRequest } from "../src/database/pages.js";
import { isUuid } from "../src/database/uuid.js";
import { KindredError, refuse } from "../src/errors.js";
import { largestPage } from "./builder.js";
import { inherited } from "./readers.js";

const defaultPageSize = 20;

interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** Cost of a connection: its fields, once for each item that the page may have. */
export const pageCost = ({ first, last }: PageArguments) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? last ?? defaultPageSize, 1), largestPage),
});

/** Of the field `totalCount` of a connection. */
export const total = (description: string) => ({ ...inherited(description), nullable: false }) as const;

/**
 * A page of a list that has one stable order. `keyOf` returns the key of an item, which becomes its cursor.
 * @param read returns up to `limit` items after `after` and before `before`; from the end backwards if `inverted`
 * @throws KindredError BAD_ARGUMENT if the page would be too large or a cursor is invalid
 */
export function page<Item>(
  args: PageArguments,
  read: (bounds: { after?: string; before?: string; limit: number; inverted: boolean }) => Promise<Item[]>,
  keyOf: (item: Item) => string | number,
) {
  pageSize(args);
  const bounds = {
    first: args.first ?? undefined,
    last: args.last ?? undefined,
    after: args.after ? decodeCursor(args.after) : undefined,
    before: args.before ? decodeCursor(args.before) : undefined,
  };
  const toCursor = (item: unknown) => encodeCursor(keyOf(item as Item));
  return resolveCursorConnection({ args: bounds, maxSize: largestPage, defaultSize: defaultPageSize, toCursor }, read);
}

/**
 * A page of a list that can only be read forwards.
 * @param read returns up to `first` items and whether there are more, or one item more than `first` if there are
 * @throws KindredError BAD_ARGUMENT as `page`, and for `last` or `before`
 */
export async function forwardPage<Item>(
  args: PageArguments,
  read: (bounds: { first: number; after?: string }) => Promise<{ items: readonly Item[]; hasNextPage?: boolean }>,
  keyOf: (item: Item) => string,
) {
  if (args.last != null || args.before != null)
    refuse("This list can only be read forwards: use `first` and `after`, not `last` or `before`.");
  const after = args.after ? decodeCursor(args.after) : undefined;
  const size = pageSize(args);
  const found = await read({ first: Math.max(size, 1), after });
  const items = found.items.slice(0, size);
  const hasNextPage = found.hasNextPage || found.items.length > size;
  const edges = items.map((node) => ({ node, cursor: encodeCursor(keyOf(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function pageSize({ first, last }: PageArguments): number {
  if (first != null && last != null) refuse("Give `first` or `last`, not both.");
  return assertSize(last == null ? "first" : "last", first ?? last ?? defaultPageSize);
}

/** @throws KindredError BAD_ARGUMENT unless it is from 0 to the size of a page */
export function assertSize(argument: string, size: number): number {
  if (size >= 0 && size <= largestPage) return size;
  const advice = size > largestPage ? " Request fewer items and follow the cursor." : "";
  refuse(`${argument}: ${size} is not from 0 to ${largestPage}.${advice}`);
}

/** @throws KindredError BAD_ARGUMENT if the number is below 0 */
export function assertNotNegative(argument: string, number: number): number {
  if (number >= 0) return number;
  refuse(`${argument}: ${number} is below 0.`);
}

/** @throws KindredError BAD_ARGUMENT if the list is longer than a page */
export function assertPage(argument: string, values: readonly unknown[]): void {
  if (values.length <= largestPage) return;
  refuse(`${argument}: at most ${largestPage} at once, not ${values.length}.`);
}

const prefix = "after:";

/** Opaque to clients. It holds only a position in the list. */
const encodeCursor = (key: string | number): string => Buffer.from(`${prefix}${key}`).toString("base64url");

function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  refuse("The cursor is invalid. Use `endCursor` of the previous page unchanged.");
}

/** The position of an item in a list that is ordered by time, then by id. */
export const placeOf = (at: Date, id: string): string => `${at.toISOString()} ${id}`;

/** @throws KindredError BAD_ARGUMENT if the cursor is from another list */
export function readPlace(key: string | undefined): { at: Date; id: string } | undefined {
  if (key === undefined) return undefined;
  const [at, id, more] = key.split(" ");
  if (id && more === undefined && isUuid(id)) return { at: readTime(at), id };
  throw cursorOfAnotherList();
}

/** The time in a cursor, as `placeOf` writes it. @throws KindredError BAD_ARGUMENT if the cursor is from another list */
export function readTime(at: string | undefined): Date {
  if (at && isoTime.test(at) && !Number.isNaN(Date.parse(at))) return new Date(at);
  throw cursorOfAnotherList();
}

/** `forwardPage` of a list that is ordered by `createdAt`, then by `id`. */
export const newestFirst = <Item extends { readonly createdAt: Date; readonly id: string }>(
  args: PageArguments,
  read: (page: PageRequest) => Promise<{ items: readonly Item[]; hasNextPage?: boolean }>,
) =>
  forwardPage(
    args,
    ({ first, after }) => read({ first, after: readPlace(after) }),
    ({ createdAt, id }) => placeOf(createdAt, id),
  );

/** The format that `placeOf` writes. JavaScript accepts more dates than the database has years for. */
const isoTime = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The whole number in a cursor, as text. @throws KindredError BAD_ARGUMENT if the cursor is from another list */
export function readNumber(key: string | undefined, maxDigits = 9): string | undefined {
  if (key === undefined || (/^\d+$/.test(key) && key.length <= maxDigits)) return key;
  throw cursorOfAnotherList();
}

/** The UUID in a cursor. @throws KindredError BAD_ARGUMENT if the cursor is from another list */
export function readId(key: string | undefined): string | undefined {
  if (key === undefined || isUuid(key)) return key;
  throw cursorOfAnotherList();
}

export const cursorOfAnotherList = () => new KindredError("BAD_ARGUMENT", "The cursor belongs to another list.");
