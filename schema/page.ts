// What holds for every list that is read in pages: sizes, costs and cursors.
import { resolveCursorConnection } from "@pothos/plugin-relay";
import { isUuid } from "../src/database/uuid.js";
import { KindredError } from "../src/errors.js";
import { largestPage } from "./builder.js";

const usualPage = 20;

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** What a connection costs: its fields once for each item that the page may have. */
export const pageCost = ({ first, last }: PageArguments) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? last ?? usualPage, 1), largestPage),
});

/**
 * A page of a list in one stable order, by what its items are known by.
 * @param read up to `limit` items behind `after` and before `before`; from the end where `inverted`, nearest first
 * @throws KindredError BAD_ARGUMENT where more is asked for than a page may have, or a cursor is none of ours
 */
export function page<Item>(
  args: PageArguments,
  read: (bounds: { after?: string; before?: string; limit: number; inverted: boolean }) => Promise<Item[]>,
  keyOf: (item: Item) => string | number,
) {
  pageSize(args);
  const given = {
    first: args.first ?? undefined,
    last: args.last ?? undefined,
    after: args.after ? decodeCursor(args.after) : undefined,
    before: args.before ? decodeCursor(args.before) : undefined,
  };
  const toCursor = (item: unknown) => encodeCursor(keyOf(item as Item));
  return resolveCursorConnection({ args: given, maxSize: largestPage, defaultSize: usualPage, toCursor }, read);
}

/**
 * A page of a list that is only read forwards, newest first.
 * @throws KindredError BAD_ARGUMENT as `page`, and where it is asked for from the end
 */
export async function forwardPage<Item>(
  args: PageArguments,
  read: (bounds: { first: number; after?: string }) => Promise<{ items: readonly Item[]; hasNextPage: boolean }>,
  keyOf: (item: Item) => string,
) {
  if (args.last != null || args.before != null) {
    throw new KindredError(
      "BAD_ARGUMENT",
      "This list is read forwards: give `first` and `after`, not `last` or `before`.",
    );
  }
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
  const size = first ?? last ?? usualPage;
  if (size >= 0 && size <= largestPage) return size;
  throw new KindredError(
    "BAD_ARGUMENT",
    `A page has 0 to ${largestPage} items, not ${size}. Ask for fewer and follow the cursor.`,
  );
}

/** @throws KindredError BAD_ARGUMENT where a list that is given is longer than a page */
export function assertPage(argument: string, given: readonly unknown[]): void {
  if (given.length <= largestPage) return;
  throw new KindredError("BAD_ARGUMENT", `${argument}: at most ${largestPage} at once, not ${given.length}.`);
}

const prefix = "after:";

/** Opaque to whoever gets it; it says nothing but a place in the list. */
const encodeCursor = (key: string | number): string => Buffer.from(`${prefix}${key}`).toString("base64url");

function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  throw new KindredError(
    "BAD_ARGUMENT",
    "That is no cursor of ours. Give `endCursor` of the page before as it was given.",
  );
}

/** The place of an item in a list that is ordered by when, then by id. */
export const placeOf = (at: Date, id: string): string => `${at.toISOString()} ${id}`;

/** @throws KindredError BAD_ARGUMENT where the cursor is of another list */
export function readPlace(key: string | undefined): { at: Date; id: string } | undefined {
  if (key === undefined) return undefined;
  const [at, id, more] = key.split(" ");
  if (at && id && more === undefined && moment.test(at) && !Number.isNaN(Date.parse(at))) {
    return { at: new Date(at), id: readKey(id) };
  }
  throw notOfThisList();
}

/** As `placeOf` writes it: of all that JavaScript reads as a date, the database knows some years only. */
const moment = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The UUID of an item that a list goes by. @throws KindredError BAD_ARGUMENT where the cursor is of another list */
export function readKey(key: string): string {
  if (isUuid(key)) return key;
  throw notOfThisList();
}

const notOfThisList = () => new KindredError("BAD_ARGUMENT", "That is a cursor of another list.");
