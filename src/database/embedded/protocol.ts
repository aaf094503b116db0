// The messages between a connection and the thread of the embedded database: requests and replies.
import { messages } from "@electric-sql/pglite";
import { type ErrorCode, KindredError } from "../../errors.js";

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
  /** OIDs of the types whose values are sent as PostgreSQL's text, for the receiver to read. */
  readonly unread: readonly number[];
}

/** `within`: id of the request that began the transaction. `settings`: see `Connection.beginningWith`. */
export type Request =
  | { readonly do: "query"; readonly statement: Statement; readonly within?: number; readonly settings?: string }
  | { readonly do: "exec"; readonly statements: string; readonly within?: number; readonly settings?: string }
  | { readonly do: "begin"; readonly settings?: string }
  | { readonly do: "end"; readonly within: number; readonly commit: boolean }
  | { readonly do: "listen"; readonly channel: string }
  | { readonly do: "unlisten"; readonly channel: string }
  | { readonly do: "copy" };

export type Numbered<Message> = Message & { readonly id: number };

/** Rows are arrays in the order of the fields. */
export interface Answer {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly unknown[][];
  readonly affectedRows?: number;
}

export type Reply =
  | { readonly id: number; readonly answer?: Answer }
  | { readonly id: number; readonly error: SentError }
  | { readonly channel: string; readonly payload: string };

/** A port of `node:worker_threads`, or one with the same interface. */
export interface Port {
  postMessage(message: unknown): void;
  /** Events: `message` and `close`. */
  on(event: string, listener: (message: unknown) => void): unknown;
  close(): void;
}

/** An error as plain data, without the statement and parameters that PGlite adds to its errors. */
export interface SentError {
  readonly kind: "database" | "kindred" | "other";
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const databaseFields = ["code", "severity", "detail", "hint", "position", "internalPosition", "internalQuery", "where"];
const systemFields = ["syscall", "errno", "path"];
const objectFields = ["schema", "table", "column", "dataType", "constraint", "file", "line", "routine"];

export function sendable(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack } = error;
  if (error instanceof KindredError) return { kind: "kindred", name, message, fields: { code: error.code } };
  const properties = error as unknown as Record<string, unknown>;
  const present = [...databaseFields, ...objectFields, ...systemFields].filter(
    (field) => properties[field] !== undefined,
  );
  const fields = Object.fromEntries(present.map((field) => [field, properties[field]]));
  const kind = error instanceof messages.DatabaseError ? "database" : "other";
  return { kind, name, message, stack, fields };
}

/** Recreates the error with its class: Prisma's adapter checks for PGlite's, the program for KindredError. */
export function received({ kind, name, message, stack, fields }: SentError): Error {
  if (kind === "kindred") return new KindredError(fields.code as ErrorCode, message);
  const error = kind === "database" ? new messages.DatabaseError(message, 0, "error") : new Error(message);
  return Object.assign(error, fields, { name, stack });
}
