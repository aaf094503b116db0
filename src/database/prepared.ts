// Names statements, so that PostgreSQL parses and plans each once per connection.
import { createHash } from "node:crypto";
import type pg from "pg";

/** Names that one connection may hold: documents of clients make new statements, and each takes the server's memory. */
export const maxNames = 200;

/** The same text has the same name. */
export function statementName(text: string): string {
  const name = names.get(text) ?? `kindred_${createHash("sha1").update(text).digest("hex")}`;
  if (names.size >= 1_000) names.clear();
  names.set(text, name);
  return name;
}

const names = new Map<string, string>();

/** Statements without parameters may be of a kind that cannot be prepared. */
export const prepared = (text: string, values: readonly unknown[]): pg.QueryConfig => ({
  text,
  values: [...values],
  ...(values.length > 0 && { name: statementName(text) }),
});

const held = new WeakMap<object, Set<string>>();

/** Runs a statement, and counts its name. */
export function queryOn(client: Pick<pg.PoolClient, "query">, statement: string | pg.QueryConfig, values?: unknown[]) {
  if (typeof statement === "object" && statement.name) {
    held.set(client, (held.get(client) ?? new Set<string>()).add(statement.name));
  }
  return client.query(statement as pg.QueryConfig, values);
}

/** Then the connection is closed after its use, and the pool opens another. */
export const holdsTooMany = (client: object): boolean => (held.get(client)?.size ?? 0) > maxNames;
