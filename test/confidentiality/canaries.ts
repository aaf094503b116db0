// Values that stand in secret columns alone, each kind with a mark of its own, so that one that gets out names where from.

/** What a figure is of. The school's own are the same in both databases; others' differ from one to the other. */
export type Whose = "own" | "others";

const places = { target: 0, draft: 1, superseded: 2 } as const;

/** A percentage to 0.1 that nothing public has: 30.x to 35.x, by whose it is, which database, and where it stands. */
export const canaryTarget = (where: keyof typeof places, urn: number, twin: 0 | 1 | "own"): number =>
  Number(`${twin === "own" ? 36 : 30 + 3 * twin + places[where]}.${(urn % 9) + 1}`);

/** A figure at six places that nothing public has: 61.7…. */
export const canaryFigure = (urn: number, twin: 0 | 1 | "own"): string =>
  `61.7${twin === "own" ? 9 : twin}${String(urn % 1000).padStart(3, "0")}7`;

export const canaryText = (of: string, twin: 0 | 1 | "own"): string => `CANARY_${of}_${twin}`;

const shapes: Readonly<Record<Whose, readonly RegExp[]>> = {
  others: [/(?<![\d.])3[0-5]\.[1-9](?!\d)/, /(?<!\d)61\.7[01]\d{3}7/, /CANARY_\w+_[01]/],
  own: [/(?<![\d.])36\.[1-9](?!\d)/, /(?<!\d)61\.79\d{3}7/, /CANARY_\w+_own/],
};

/** The seconds of a time look like a figure. */
const times = /\d\d:\d\d:\d\d(\.\d+)?/g;

/** The first canary in a text, or null. */
export function canaryIn(told: string, whose: readonly Whose[]): string | null {
  const text = told.replace(times, "");
  for (const each of whose) {
    for (const shape of shapes[each]) {
      const found = shape.exec(text);
      if (found) return found[0];
    }
  }
  return null;
}
