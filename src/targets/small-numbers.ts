// The rule of ten: figures about targets are published only if no fewer than ten schools are described, neither by a
// figure itself nor by what is left when published figures are subtracted from each other.
import { rowsOfEach } from "../comparison/parts.js";

/** The fewest schools that a figure may describe. */
export const fewest = 10;

/** Numbers of schools. They are subtracted from each other as the figures of two cells can be. */
interface Counts {
  /** The schools that the figure is about. */
  readonly schools: number;
  /** Of these, the schools on each side of what a share says: at the floor and not at the floor, for example. */
  readonly described: readonly number[];
  /** Of these, the schools for which a figure that is published beside this one differs: none, or enough. */
  readonly changed: readonly number[];
}

/** A figure's value for a part of the schools. The first cell is about all of them. */
export interface Cell extends Counts {
  /** The cell that holds this one; null for all schools. */
  readonly parent: number | null;
  /** Cells of one grouping have the same parent and no school in common. They need not cover the parent. */
  readonly grouping: string;
}

/**
 * Which cells can be published. Known are then the published cells, and for each grouping what its published cells
 * leave of the nearest published cell above. Cells are hidden until
 * - none of these describes too few schools: if one cell is hidden, the next smallest of its grouping often is too;
 * - no two of these give away too few schools: as their difference where one lies in the other, as what they have in
 *   common or leave of all schools, or because all but a few schools are the same. The smaller one is hidden.
 *
 * Cells of different groupings that are added up before they are compared are not looked for.
 * @param shared the number of schools that two cells have in common, by their indexes
 */
export function publishable(cells: readonly Cell[], shared: (a: number, b: number) => number): boolean[] {
  const shown = cells.map(isSafe);
  for (;;) {
    const cell = cellToHide(knownFrom(cells, shown), cells[0]!, shown[0]!, shared);
    if (cell === undefined) return shown;
    shown[cell] = false;
  }
}

const isSafe = ({ schools, described, changed }: Counts): boolean =>
  schools === 0 || (schools >= fewest && described.every((count) => count >= fewest) && !changed.some(isFew));

const isFew = (count: number): boolean => count > 0 && count < fewest;

const minus = (a: Counts, b: Counts): Counts => ({
  schools: a.schools - b.schools,
  described: a.described.map((count, at) => count - b.described[at]!),
  changed: a.changed.map((count, at) => count - b.changed[at]!),
});

/** Schools about which a figure is known. */
interface Known extends Counts {
  /** The published cell that they start from, and those that are taken away from it. */
  readonly from: number;
  readonly without: readonly number[];
  /** The cell without which this is not known. */
  readonly hide: number;
}

function knownFrom(cells: readonly Cell[], shown: readonly boolean[]): Known[] {
  const published = [...cells.keys()].filter((at) => shown[at] && cells[at]!.schools > 0);
  const groupings = rowsOfEach(cells.map(({ grouping }) => grouping));
  return [
    ...published.map((at) => ({ ...cells[at]!, from: at, without: [], hide: at })),
    ...[...groupings.values()].flatMap((all) => {
      const members = all.filter((at) => published.includes(at));
      if (members.length === 0) return [];
      let above = cells[members[0]!]!.parent;
      while (above !== null && !shown[above]) above = cells[above]!.parent;
      if (above === null) return [];
      const left = members.reduce<Counts>((rest, at) => minus(rest, cells[at]!), cells[above]!);
      const smallest = members.reduce((a, b) => (cells[a]!.schools < cells[b]!.schools ? a : b));
      return [{ ...left, from: above, without: members, hide: smallest }];
    }),
  ];
}

function cellToHide(
  known: readonly Known[],
  all: Counts,
  isAllShown: boolean,
  shared: (a: number, b: number) => number,
): number | undefined {
  const sharedWith = (cell: number, { from, without }: Known) =>
    without.reduce((sum, at) => sum - shared(cell, at), shared(cell, from));
  const inBoth = (a: Known, b: Known) => a.without.reduce((sum, at) => sum - sharedWith(at, b), sharedWith(a.from, b));
  for (const [at, a] of known.entries()) {
    if (!isSafe(a)) return a.hide;
    for (const b of known.slice(at + 1))
      if (!isSafePair(a, b, inBoth(a, b), isAllShown ? all : null)) return a.schools < b.schools ? a.hide : b.hide;
  }
  return undefined;
}

function isSafePair(a: Counts, b: Counts, both: number, all: Counts | null): boolean {
  const onlyA = a.schools - both;
  const onlyB = b.schools - both;
  if (isFew(onlyA + onlyB)) return false;
  if ((onlyB === 0 && !isSafe(minus(a, b))) || (onlyA === 0 && !isSafe(minus(b, a)))) return false;
  if (!all) return true;
  const outsideA = minus(all, a);
  const neither = outsideA.schools - onlyB;
  if (isFew(both + neither)) return false;
  return (both > 0 || isSafe(minus(outsideA, b))) && (neither > 0 || isSafe(minus(b, outsideA)));
}
