// The parts of the schools as cells of the rule of ten.
import { type PartRows, rowsOfEach } from "../../comparison/parts.js";
import { type Cell, publishable } from "../small-numbers.js";

/** What a figure says about each school: columns of 1 and 0, as `Counts` has them. */
export interface Described {
  readonly described: readonly Float64Array[];
  readonly changed: readonly Float64Array[];
}

/** The index of a group's level among the parts, and those of the group's other levels. */
interface Level {
  readonly at: number;
  readonly others: readonly number[];
}

/** For each part. */
export interface Published {
  readonly shown: readonly boolean[];
  /** Whether its difference from the rest of its group can be published. */
  readonly differs: readonly boolean[];
}

/** Cells for all schools, each block, each level, and the schools whose level in a group is known. */
export class Cells {
  readonly #rows: readonly Int32Array[];
  readonly #places: readonly Pick<Cell, "parent" | "grouping">[];
  readonly #shared: readonly Float64Array[];
  /** Group -> its cell of schools with a known level. */
  readonly #known = new Map<string, number>();

  /**
   * @param parts of `partsOf`
   * @param counted NaN for schools that no figure counts
   */
  constructor(
    readonly parts: readonly PartRows[],
    counted: Float64Array,
  ) {
    const rows = parts.map((part) => part.rows.filter((row) => !Number.isNaN(counted[row])));
    const groups = parts.map(({ part }) => (part.group === "all" ? null : part.group));
    for (const [group, levels] of rowsOfEach(groups)) {
      if (group === null) continue;
      this.#known.set(group, rows.length);
      rows.push(Int32Array.from(levels.flatMap((at) => [...rows[at]!])).sort());
    }
    this.#rows = rows;
    this.#places = [
      ...parts.map(({ part: { block } }, at) => {
        const group = groups[at]!;
        if (group !== null) return { parent: this.#known.get(group)!, grouping: `levels of ${group}` };
        return { parent: at === 0 ? null : 0, grouping: block === "all" ? "all" : "blocks" };
      }),
      ...[...this.#known.keys()].map((group) => ({ parent: 0, grouping: `known ${group}` })),
    ];
    this.#shared = rows.map((own) => {
      const isOwn = new Uint8Array(counted.length);
      for (const row of own) isOwn[row] = 1;
      return Float64Array.from(rows, (others) => sumAt(isOwn, others));
    });
  }

  levels(): Level[] {
    const ofGroup = rowsOfEach(this.parts.map(({ part: { group } }) => group));
    return [...ofGroup].flatMap(([group, all]) =>
      this.#known.has(group) ? all.map((at) => ({ at, others: all.filter((other) => other !== at) })) : [],
    );
  }

  publishable({ described, changed }: Described): Published {
    const cells = this.#rows.map((rows, at): Cell => {
      const counts = (columns: readonly Float64Array[]) => columns.map((column) => sumAt(column, rows));
      return { ...this.#places[at]!, schools: rows.length, described: counts(described), changed: counts(changed) };
    });
    const shown = publishable(cells, (a, b) => this.#shared[a]![b]!);
    const differs = this.parts.map(({ part }, at) => shown[at]! && shown[this.#known.get(part.group) ?? -1] === true);
    return { shown: shown.slice(0, this.parts.length), differs };
  }
}

function sumAt(column: ArrayLike<number>, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) sum += column[row]!;
  return sum;
}
