// What is compared, with what the files and the command line say about where it comes from.
import type { PeersExplanation } from "../matching/explain/explanation.js";
import type { FurtherSection } from "./compute.js";
import type { Compared } from "./lists.js";

export interface Source {
  readonly compared: Compared;
  /** Sections after those of the lists, in order. */
  readonly further: readonly FurtherSection[];
  /**
   * For each list what its strategy says about schools as peers of one; null for a list whose strategy cannot be asked,
   * because it is not installed in the version that found the list, or is not known.
   * @param row of the school; `others`: of the schools to explain; rows of `compared.schools`
   */
  readonly explain: (
    row: number,
    others: readonly number[],
    signal: AbortSignal,
  ) => Promise<readonly (PeersExplanation | null)[]>;
  /** Of the report. */
  readonly title: string;
  /** What was asked for, as `comparison.json` and `manifest.json` have it. */
  readonly request: object;
  /** What the comparison lacks, and why. */
  readonly notes: readonly string[];
  /** What the comparison was made from, for `manifest.json`. */
  readonly inputs: readonly object[];
  /** How much was read, for `manifest.json`. */
  readonly counts: object;
  /** For the command line: a line about the schools, and one for each list. */
  readonly lines: { readonly schools: string; readonly lists: readonly string[] };
  /** What peers predict; null if there is no later year. */
  readonly heldOut: string | null;
}
