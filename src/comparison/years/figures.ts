// How many peers stayed from an older year to a newer one, came and went.
import type { Figure } from "../figure.js";
import { jaccard } from "../overlap.js";
import type { PartRows } from "../parts.js";
import { figuresOf, meanOver, shareOf } from "../resample.js";
import { type ExplainedChange, reasons } from "./reasons.js";

/** The only section of a comparison of two years. */
export const section = "change";
export type YearFigure = Figure<typeof section>;

interface ChangeCounts {
  readonly changes: readonly ExplainedChange[];
  /** From `olderRows`. */
  readonly rows: Int32Array;
  /** Of the newer population. */
  readonly parts: readonly PartRows[];
  /** Of the lists. */
  readonly names: { readonly older: string; readonly newer: string };
  readonly seed: number;
}

/**
 * Over the schools that both years have. Shares are of pairs of a school and a peer, and their `n` is the number of
 * pairs; Jaccard's index is of whole lists, over the schools with peers in both years.
 */
export function changeFigures({ changes, rows, parts, names: lists, seed }: ChangeCounts): YearFigure[] {
  const counted = (counts: (change: ExplainedChange) => boolean) => {
    const column = Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : 0));
    for (const change of changes) if (counts(change)) column[change.school]! += 1;
    return column;
  };
  const before = counted((change) => change.before !== null);
  const after = counted((change) => change.after !== null);
  const stayed = counted(({ change }) => change === "STAYED");
  const alike = stayed.map((shared, row) =>
    before[row]! > 0 && after[row]! > 0 ? jaccard(shared, before[row]!, after[row]!) : Number.NaN,
  );
  const names = (measure: string, attribute = "") =>
    ({ section, measure, strategy: lists.newer, other: lists.older, attribute }) as const;
  return figuresOf(
    [
      meanOver(names("jaccard"), alike),
      shareOf(names("stayed_share"), stayed, before),
      shareOf(
        names("came_share"),
        counted(({ change }) => change === "CAME"),
        after,
      ),
      ...reasons.map((reason) =>
        shareOf(
          names("went_share", reason),
          counted((change) => change.reason === reason),
          before,
        ),
      ),
    ],
    parts,
    seed,
  );
}
