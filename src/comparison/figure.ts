// A figure of a comparison, and the names by which files, API and documents know it.

/** In the order in which reports show them. */
export const sections = ["agreement", "balance", "validity", "hubs", "nearness", "steadiness", "consequence"] as const;
export type Section = (typeof sections)[number];

/** What stands in `other` where a strategy is held against something that is not a list. */
export const baselines = ["random", "own_last", "block_mean", "ols"] as const;
export type Baseline = (typeof baselines)[number];

/** The part of the schools that a figure is about. */
export interface Part {
  /** `all` or a block. */
  readonly block: string;
  /** `all`, or the name of a group such as `region`. */
  readonly group: string;
  /** `all`, or a level of the group. */
  readonly level: string;
}

/** One row of `figures.csv`. `Name`: of its section; runs of two years have a section of their own. */
export interface Figure<Name extends string = Section> extends Part {
  readonly section: Name;
  /** See docs/comparing.md, which lists all of them. */
  readonly measure: string;
  /** The name of a list; `all` if the figure belongs to no single list. */
  readonly strategy: string;
  /** The other list, a baseline, or empty. */
  readonly other: string;
  /** The attribute, or empty. */
  readonly attribute: string;
  /** Null where it is not defined, such as a mean over no school. */
  readonly value: number | null;
  /** A 95% interval; null for measures without one. */
  readonly low: number | null;
  readonly high: number | null;
  /** The number of schools that the value is computed from; of pairs or attributes for some measures. */
  readonly n: number;
}
