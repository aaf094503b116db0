// Values that stand in secret columns alone, each kind with a mark of its own, so that one that gets out names where from.

/** Whose a figure is: what one database alone has, or what one compared client may read, which is the same in both. */
export const owners = [0, 1, "SCHOOL", "VENDOR", "TRUST", "AUTHORITY", "ANALYST"] as const;
export type Owner = (typeof owners)[number];

const places = { target: 0, draft: 1, superseded: 2 } as const;

/** Whole per cents of a twin's targets, by where they stand; of a client's, which are issued, one. */
const wholeOf = (owner: Owner, where: keyof typeof places): number =>
  typeof owner === "number" ? 30 + 3 * owner + places[where] : 34 + owners.indexOf(owner);

/** A percentage to 0.1 that nothing public has: 30.x to 40.x, by whose it is and where it stands. */
export const canaryTarget = (where: keyof typeof places, urn: number, owner: Owner): number =>
  Number(`${wholeOf(owner, where)}.${(urn % 9) + 1}`);

/** A figure at six places that nothing public has: 61.7…. */
export const canaryFigure = (urn: number, owner: Owner): string =>
  `61.7${owners.indexOf(owner)}${String(urn % 1000).padStart(3, "0")}7`;

export const canaryText = (of: string, owner: Owner): string => `CANARY_${of}_${owner}`;

function shapesOf(owner: Owner): RegExp[] {
  const wholes = Object.keys(places).map((where) => wholeOf(owner, where as keyof typeof places));
  return [
    new RegExp(`(?<![\\d.])(?:${wholes.join("|")})\\.[1-9](?!\\d)`),
    new RegExp(`(?<!\\d)61\\.7${owners.indexOf(owner)}\\d{3}7`),
    new RegExp(`CANARY_\\w+_${owner}(?![A-Z0-9])`),
  ];
}

const shapes = new Map(owners.map((owner) => [owner, shapesOf(owner)]));

/** The seconds of a time look like a figure. */
const times = /\d\d:\d\d:\d\d(\.\d+)?/g;

/** The first canary in a text, or null. @param whose of all owners unless given */
export function canaryIn(told: string, whose: readonly Owner[] = owners): string | null {
  const text = told.replace(times, "");
  for (const owner of whose) {
    for (const shape of shapes.get(owner) ?? []) {
      const found = shape.exec(text);
      if (found) return found[0];
    }
  }
  return null;
}
