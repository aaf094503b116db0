// An HTTP client of the API. A request succeeds, fails, or loses its connection, and then its outcome is unknown.
import { setTimeout as delay } from "node:timers/promises";

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape depends on the query
export type Data = any;

export interface Answer {
  readonly status: number;
  readonly data: Data;
  readonly codes: readonly string[];
}

/** Sends one request. @throws Lost if the connection cannot be made or breaks */
export type Ask = (query: string, options?: { variables?: object; key?: string }) => Promise<Answer>;

/** The connection was refused or broke: the request may have been carried out. */
export class Lost extends Error {}

/** @throws Lost */
export async function askOver(
  url: string,
  query: string,
  { variables, key }: { variables?: object; key?: string } = {},
): Promise<Answer> {
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

/** A client that retries until it has an answer, whatever happens to the server. */
export function persistent(ask: Ask, onLost: (query: string) => void) {
  /** For requests that are safe to repeat: repeats until there is an answer. */
  async function sure(query: string, options: { variables?: object; key?: string } = {}): Promise<Answer> {
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
   * For other requests: after a lost connection, checks whether it was carried out, and repeats it only if it was not.
   * @param find returns what was created, or null
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

  /** Repeats the query until the answer is accepted. */
  async function until(
    query: string,
    options: { variables?: object; key?: string },
    isAccepted: (data: Data) => boolean,
  ) {
    for (;;) {
      const data = answered(await sure(query, options));
      if (isAccepted(data)) return data;
      await delay(pause);
    }
  }

  return { sure, once, until };
}

export type Persistent = ReturnType<typeof persistent>;

/** The data of an answer without errors. */
export function answered({ data, codes, status }: Answer, query = ""): Data {
  if (codes.length > 0 || data === null) throw new Error(`${query} was answered with ${status} ${codes.join()}`);
  return data;
}
