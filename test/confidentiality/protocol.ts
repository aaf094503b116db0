// What the harness and its two servers say to each other. Each server is a process of its own: nothing is shared by accident.

/**
 * What the two databases differ in. `scopes`: everything but what is public and what each compared client may read.
 * `runs`: they have the same runs, and differ in which of them fed targets, in policies, and in all else but that.
 */
export const worlds = ["scopes", "runs"] as const;
export type World = (typeof worlds)[number];

/** Whose answers must be the same over both databases. The analyst reads every run, so its are compared where runs are alike. */
export const compared = {
  scopes: ["ANYONE", "OFSTED", "SCHOOL", "VENDOR", "TRUST", "AUTHORITY"],
  runs: ["ANALYST"],
} as const satisfies Record<World, readonly string[]>;
export type Compared = (typeof compared)[World][number];

/** Who may see more, and asks in between so that whatever could be shared is shared. Those with a B have scopes of their own. */
export const entitled = ["DEPARTMENT", "ANALYST_B", "SCHOOL_B", "TRUST_B", "VENDOR_B"] as const;
export type Entitled = (typeof entitled)[number];

export type Who = Compared | Entitled;

export const isCompared = (who: Who): who is Compared =>
  Object.values(compared).some((whos) => (whos as readonly Who[]).includes(who));

export const isPublicly = (who: Who): boolean => who === "ANYONE" || who === "OFSTED";

/** A request as it goes over the wire, but for the credential, which follows from who asks. */
export interface Asked {
  readonly method: string;
  /** Path and query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface Ask extends Asked {
  readonly who: Who;
}

/** Asked one after the other, or all at once. */
export interface Step {
  readonly together: boolean;
  readonly asks: readonly Ask[];
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** What reached the database meanwhile, where nothing else was going on. */
  readonly statements: readonly string[] | null;
  /** What traces hold of it, as JSON, where nothing else was going on. */
  readonly spans: string | null;
}

/** Anything that a server tells of itself when it is asked to. */
export interface Account {
  readonly log: readonly string[];
  /** Rows of the audit as JSON. */
  readonly audit: readonly string[];
  /** What is said in traces, each once. */
  readonly traces: readonly string[];
}

export interface Welcome {
  /** The two schemas as they are served. */
  readonly full: string;
  readonly open: string;
  /** What a public viewer may be told of, by what each field, argument and value declares. */
  readonly offered: readonly string[];
  /** Tables that hold anything that is not public, by the database's own catalogue. */
  readonly secretTables: readonly string[];
  /** table -> a digest of its rows */
  readonly digests: Readonly<Record<string, string>>;
  /** The statements by which a server learns who asks. */
  readonly authentication: readonly string[];
}

/** Commands by name: what they take and what they give. */
export interface Commands {
  welcome: { takes: null; gives: Welcome };
  steps: { takes: readonly Step[]; gives: readonly (readonly Answer[])[] };
  account: { takes: null; gives: Account };
  /** Listens on a free port of this machine and tells which. */
  listen: { takes: null; gives: number };
}
