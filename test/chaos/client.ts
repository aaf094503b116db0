// A client of the API over HTTP that is told what was done, that it was not, or loses its connection and does not know.
import { setTimeout as delay } from "node:timers/promises";

// biome-ignore lint/suspicious/noExplicitAny: the answer of a query that each asker writes for itself
export type Data = any;

export interface Told {
  readonly status: number;
  readonly data: Data;
  readonly codes: readonly string[];
}

/** Asks once. @throws Lost where the connection cannot be made or breaks */
export type Ask = (query: string, options?: { variables?: object; key?: string }) => Promise<Told>;

/** The connection was refused or cut: what was asked for may have been done. */
export class Lost extends Error {}

/** @throws Lost */
export async function askOver(
  url: string,
  query: string,
  { variables, key }: { variables?: object; key?: string } = {},
): Promise<Told> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ query, variables }),
    });
    text = await response.text();
  } catch (error) {
    throw new Lost(String((error as Error).cause ?? error));
  }
  const { data = null, errors = [] } = JSON.parse(text);
  return { status: response.status, data, codes: errors.map((error: Data) => error.extensions.code) };
}

/** Milliseconds between attempts. */
const pause = 50;

/** What a client does that wants an answer, whatever happens to the server. */
export function persistent(ask: Ask, onLost: (query: string) => void) {
  /** For what is safe to ask again: asks until it is answered. */
  async function sure(query: string, options: { variables?: object; key?: string } = {}): Promise<Told> {
    for (;;) {
      try {
        return await ask(query, options);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        onLost(query);
        await delay(pause);
      }
    }
  }

  /**
   * For what is not: where the connection was lost, looks whether it was done, and asks again only if it was not.
   * @param find what was made, or null
   */
  async function once<T>(
    query: string,
    options: { variables?: object; key?: string },
    read: (data: Data) => T,
    find: () => Promise<T | null>,
  ): Promise<T> {
    for (;;) {
      try {
        return read(answered(await ask(query, options)));
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        onLost(query);
        const found = await find();
        if (found !== null) return found;
        await delay(pause);
      }
    }
  }

  /** Asks again until the answer is as wanted. */
  async function until(query: string, options: { variables?: object; key?: string }, wanted: (data: Data) => boolean) {
    for (;;) {
      const data = answered(await sure(query, options));
      if (wanted(data)) return data;
      await delay(pause);
    }
  }

  return { sure, once, until };
}

export type Persistent = ReturnType<typeof persistent>;

/** The data of an answer without errors. */
export function answered({ data, codes, status }: Told, query = ""): Data {
  if (codes.length > 0 || data === null) throw new Error(`${query} is answered with ${status} ${codes.join()}`);
  return data;
}
