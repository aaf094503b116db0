// The parts of the schools that figures are computed for.
import type { Part } from "./figure.js";
import type { Schools } from "./lists.js";

export interface PartRows {
  readonly part: Part;
  /** Ascending. */
  readonly rows: Int32Array;
}

/**
 * All schools, then each block in order of name, then each level of each group over all blocks, groups in the order
 * given. A school whose level is not known is in no level of that group.
 */
export function partsOf(schools: Pick<Schools, "block" | "groups">): readonly PartRows[] {
  const known = remembered.get(schools);
  if (known) return known;
  const parts = findParts(schools);
  remembered.set(schools, parts);
  return parts;
}

/** The same schools have the same parts, for which resamples are drawn once. */
const remembered = new WeakMap<object, readonly PartRows[]>();

function findParts({ block, groups }: Pick<Schools, "block" | "groups">): PartRows[] {
  const all = { block: "all", group: "all", level: "all" };
  return [
    { part: all, rows: Int32Array.from(block.keys()) },
    ...rowsByName(block).map(([name, rows]) => ({ part: { ...all, block: name }, rows })),
    ...Object.entries(groups).flatMap(([group, levels]) =>
      rowsByName(levels).map(([level, rows]) => ({ part: { ...all, group, level }, rows })),
    ),
  ];
}

/** In order of number if all names are numbers, else of their code units. */
function rowsByName(names: readonly (string | null)[]): [name: string, rows: Int32Array][] {
  const byName = rowsOfEach(names);
  byName.delete(null);
  const areNumbers = [...byName.keys()].every((name) => name!.trim() !== "" && Number.isFinite(Number(name)));
  return [...byName]
    .map(([name, rows]): [string, Int32Array] => [name!, Int32Array.from(rows)])
    .sort(([a], [b]) => (areNumbers && Number(a) - Number(b)) || (a < b ? -1 : 1));
}

/** Value -> its rows, in order of the first. */
export function rowsOfEach<Value>(values: readonly Value[]): Map<Value, number[]> {
  const rows = new Map<Value, number[]>();
  for (const [row, value] of values.entries()) {
    if (!rows.has(value)) rows.set(value, []);
    rows.get(value)!.push(row);
  }
  return rows;
}
