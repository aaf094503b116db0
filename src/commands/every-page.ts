// Reads every page of a list.
import type { Page, PageRequest } from "../database/pages.js";

export async function everyItem<Item extends { readonly id: string; readonly createdAt: Date }>(
  readPage: (request: PageRequest) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: PageRequest["after"];
  do {
    const { items, hasNextPage } = await readPage({ first: 100, after });
    all.push(...items);
    const last = items.at(-1);
    after = hasNextPage && last ? { at: last.createdAt, id: last.id } : undefined;
  } while (after);
  return all;
}
