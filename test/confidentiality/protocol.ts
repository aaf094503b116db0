// The messages between the harness and its two servers. Each server is a separate process, so that they share nothing.

/**
 * What the two databases differ in. `scopes`: everything except public data and what each compared client may read.
 * `runs`: everything except public data, what the analyst may read, and the runs; which runs fed targets differs.
 */
export const worlds = ["scopes", "runs"] as const;
export type World = (typeof worlds)[number];

/**
 * Callers whose answers must be the same from both databases. An analyst reads every run, so it needs a world with
 * equal runs.
 */
export const compared = {
  scopes: ["ANYONE", "OFSTED", "SCHOOL", "VENDOR", "TRUST", "AUTHORITY"],
  runs: ["ANALYST"],
} as const satisfies Record<World, readonly string[]>;
export type Compared = (typeof compared)[World][number];

/**
 * Callers that may read more. Their requests in between would fill any shared cache. Those with a B have other scopes.
 */
export const entitled = ["DEPARTMENT", "ANALYST_B", "SCHOOL_B", "TRUST_B", "VENDOR_B"] as const;
export type Entitled = (typeof entitled)[number];

export type Caller = Compared | Entitled;

export const isCompared = (caller: Caller): caller is Compared =>
  Object.values(compared).some((callers) => (callers as readonly Caller[]).includes(caller));

export const isPublicly = (caller: Caller): boolean => caller === "ANYONE" || caller === "OFSTED";

/** An HTTP request without its credential, which depends on the caller. */
export interface WireRequest {
  readonly method: string;
  /** Path and query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface CallerRequest extends WireRequest {
  readonly caller: Caller;
}

/** Requests to send one at a time, or all at once. */
export interface Step {
  readonly together: boolean;
  /** One server gets them in the opposite order: an answer that depends on the requests before it differs. */
  readonly swapped?: boolean;
  /** Sent to one server first. An answer that others' requests change differs. */
  readonly before?: readonly CallerRequest[];
  readonly requests: readonly CallerRequest[];
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** The SQL statements of the request; null if requests were concurrent or swapped. */
  readonly statements: readonly string[] | null;
  /** The request's trace as JSON; null if requests were concurrent or swapped. */
  readonly spans: string | null;
}

/** What a server has recorded so far. */
export interface Account {
  readonly log: readonly string[];
  /** Rows of the audit as JSON. */
  readonly audit: readonly string[];
  /** Spans of all traces, without repeats. */
  readonly traces: readonly string[];
}

export interface Welcome {
  /** The full and the public schema as SDL. */
  readonly full: string;
  readonly open: string;
  /** Coordinates that a public viewer may see, by the declared access of each field, argument and value. */
  readonly offered: readonly string[];
  /** All tables in the database's catalogue that are not listed as public. */
  readonly secretTables: readonly string[];
  /** table -> a digest of its rows */
  readonly digests: Readonly<Record<string, string>>;
  /** The statements that authenticate a caller. */
  readonly authentication: readonly string[];
}

/** Commands by name, with their input and output. */
export interface Commands {
  welcome: { takes: null; gives: Welcome };
  steps: { takes: readonly Step[]; gives: readonly (readonly Answer[])[] };
  account: { takes: null; gives: Account };
  /** Listens on a free local port and returns its number. */
  listen: { takes: null; gives: number };
}
