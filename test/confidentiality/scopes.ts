// What each compared client may read of: schools that no other may, which are alike in both databases while all else differs.
import { type Compared, compared, type World } from "./protocol.js";

/** Those with something of their own. */
export type Scoped = Exclude<Compared, "ANYONE" | "OFSTED">;

interface Scope {
  readonly targets: readonly number[];
  readonly partnerships: readonly number[];
  /** Links that it may read: the seeking school and its partner, null where it has none. */
  readonly links: readonly (readonly [number, number | null])[];
}

export const scopes: Readonly<Record<Scoped, Scope>> = {
  SCHOOL: {
    targets: [100_001],
    partnerships: [100_001],
    links: [
      [100_001, 100_031],
      [100_031, 100_001],
    ],
  },
  /** Both schools of a link must have agreed. */
  VENDOR: {
    targets: [100_002, 100_004, 100_006],
    partnerships: [100_002, 100_004, 100_008],
    links: [
      [100_002, 100_004],
      [100_008, 100_002],
    ],
  },
  TRUST: {
    targets: [100_010, 100_012, 100_014],
    partnerships: [100_010],
    links: [
      [100_010, 100_033],
      [100_012, 100_010],
      [100_035, 100_010],
    ],
  },
  AUTHORITY: {
    targets: [100_016, 100_018, 100_020],
    partnerships: [100_016, 100_018, 100_020],
    links: [
      [100_016, 100_037],
      [100_039, 100_018],
      [100_018, null],
      [100_020, 100_041],
    ],
  },
  ANALYST: {
    targets: [100_022, 100_024],
    partnerships: [100_022, 100_024],
    links: [
      [100_022, 100_043],
      [100_045, 100_024],
      [100_024, null],
    ],
  },
};

/** The school whose client is compared. */
export const ownUrn = 100_001;

/** The trust and the authorities of the compared clients, and the schools that the directory puts there. */
export const places = {
  trust: { code: 5002, urns: scopes.TRUST.targets },
  authority: { code: 303, urns: scopes.AUTHORITY.targets },
  analysed: { code: 304, urns: scopes.ANALYST.targets },
} as const;

const scopedIn = (world: World): readonly Scoped[] =>
  (Object.keys(scopes) as Scoped[]).filter((who) => (compared[world] as readonly Compared[]).includes(who));

/** Who may read the school's issued target; null where nobody compared may, so that it differs. */
export const ownerOfTarget = (world: World, urn: number): Scoped | null =>
  scopedIn(world).find((who) => scopes[who].targets.includes(urn)) ?? null;

/** Who may read the link in which the school seeks, and with whom it is; null where nobody compared may read it. */
export function ownLink(world: World, urn: number): { owner: Scoped; partner: number | null } | null {
  for (const owner of scopedIn(world)) {
    const link = scopes[owner].links.find(([seeking]) => seeking === urn);
    if (link) return { owner, partner: link[1] };
  }
  return null;
}

/** Schools of which somebody compared reads every link, whoever the other school is: so they have no others. */
export const closedTo = (world: World, partner: number): boolean =>
  scopedIn(world).some((who) => who !== "VENDOR" && scopes[who].partnerships.includes(partner));
