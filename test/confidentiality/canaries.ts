// Canaries: values that only secret columns hold. Their form shows the kind and owner, so a leaked value reveals its
// source.

/** A secret's owner: one of the two databases, or a compared client that may read it, in both databases alike. */
export const owners = [0, 1, "SCHOOL", "VENDOR", "TRUST", "AUTHORITY", "ANALYST"] as const;
export type Owner = (typeof owners)[number];

const statuses = { target: 0, draft: 1, superseded: 2 } as const;

/** The whole part of a target: one per database and status, or one per client, whose targets are all issued. */
const wholeOf = (owner: Owner, status: keyof typeof statuses): number =>
  typeof owner === "number" ? 30 + 3 * owner + statuses[status] : 34 + owners.indexOf(owner);

/** A percentage to 0.1 that no public value has: 30.x to 40.x, by owner and status. */
export const canaryTarget = (status: keyof typeof statuses, urn: number, owner: Owner): number =>
  Number(`${wholeOf(owner, status)}.${(urn % 9) + 1}`);

/** A figure with six decimal places that no public value has: 61.7…. */
export const canaryFigure = (urn: number, owner: Owner): string =>
  `61.7${owners.indexOf(owner)}${String(urn % 1000).padStart(3, "0")}7`;

/** Sessions of `canaryPossible` whose share, in per cent, is the figure. */
export const canarySessions = (urn: number, owner: Owner): number => Number(canaryFigure(urn, owner).replace(".", ""));
export const canaryPossible = 100_000_000;

export const canaryText = (kind: string, owner: Owner): string => `CANARY_${kind}_${owner}`;

function patternsOf(owner: Owner): RegExp[] {
  const wholes = Object.keys(statuses).map((status) => wholeOf(owner, status as keyof typeof statuses));
  return [
    new RegExp(`(?<![\\d.])(?:${wholes.join("|")})\\.[1-9](?!\\d)`),
    new RegExp(`(?<!\\d)61\\.7${owners.indexOf(owner)}\\d{3}7`),
    new RegExp(`(?<![\\da-f])617${owners.indexOf(owner)}\\d{3}7(?![\\da-f])`),
    new RegExp(`CANARY_\\w+_${owner}(?![A-Z0-9])`),
  ];
}

const patterns = new Map(owners.map((owner) => [owner, patternsOf(owner)]));

/** Removed before the search, because seconds look like a figure. */
const times = /\d\d:\d\d:\d\d(\.\d+)?/g;

/** The first canary in a text, or null. @param forbidden look only for these owners' canaries */
export function canaryIn(text: string, forbidden: readonly Owner[] = owners): string | null {
  const withoutTimes = text.replace(times, "");
  for (const owner of forbidden) {
    for (const pattern of patterns.get(owner) ?? []) {
      const match = pattern.exec(withoutTimes);
      if (match) return match[0];
    }
  }
  return null;
}
