// Finds figures by what they are about.
import type { Figure, Part, Section } from "../figure.js";
import type { Compared } from "../lists.js";

export const whole: Part = { block: "all", group: "all", level: "all" };

/** What every section of the report is made from. */
export interface Reported {
  readonly compared: Compared;
  readonly figures: Figures;
}

export class Figures {
  readonly #byKey: ReadonlyMap<string, Figure>;

  constructor(readonly all: readonly Figure[]) {
    this.#byKey = new Map(all.map((figure) => [keyOf(figure, figure), figure]));
  }

  /** @param wanted `other` and `attribute` are empty unless given */
  find(wanted: Wanted, part: Part = whole): Figure | undefined {
    return this.#byKey.get(keyOf({ other: "", attribute: "", ...wanted }, part));
  }

  /** The parts of a measure, in the order of the figures. */
  partsOf(section: Section, measure: string): Part[] {
    const parts = new Map<string, Part>();
    for (const { block, group, level, ...figure } of this.all) {
      if (figure.section !== section || figure.measure !== measure) continue;
      parts.set(JSON.stringify([block, group, level]), { block, group, level });
    }
    return [...parts.values()];
  }
}

interface Wanted {
  readonly section: Section;
  readonly measure: string;
  readonly strategy: string;
  readonly other?: string;
  readonly attribute?: string;
}

const keyOf = ({ section, measure, strategy, other, attribute }: Wanted, { block, group, level }: Part) =>
  JSON.stringify([section, measure, strategy, other, attribute, block, group, level]);

/** `all schools`, `primary`, or `region: North East`. */
export function partName({ block, group, level }: Part): string {
  if (group !== "all") return `${group}: ${level}`;
  return block === "all" ? "all schools" : block;
}

export type PairNames = readonly [first: string, second: string];

/** Unordered, in the order given. */
export const pairsOf = (lists: readonly string[]): PairNames[] =>
  lists.flatMap((first, at) => lists.slice(at + 1).map((second): PairNames => [first, second]));
