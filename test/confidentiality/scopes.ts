// The schools that each compared client, and no other, may read. Only these are the same in both databases.
import { type Compared, compared, type World } from "./protocol.js";

/** Compared callers with secrets of their own. */
export type Scoped = Exclude<Compared, "ANYONE" | "OFSTED">;

interface Scope {
  readonly targets: readonly number[];
  readonly partnerships: readonly number[];
  readonly attendance: readonly number[];
  /** Links that the client may read: the school that seeks a partner, and its partner or null. */
  readonly links: readonly (readonly [number, number | null])[];
}

export const scopes: Readonly<Record<Scoped, Scope>> = {
  SCHOOL: {
    targets: [100_001],
    partnerships: [100_001],
    attendance: [100_001],
    links: [
      [100_001, 100_031],
      [100_031, 100_001],
    ],
  },
  /**
   * Both schools of a link must have granted access; of a link of 100004 the vendor sees only that it exists. 100026
   * granted attendance alone.
   */
  VENDOR: {
    targets: [100_002, 100_004, 100_006],
    partnerships: [100_002, 100_004, 100_008],
    attendance: [100_002, 100_004, 100_006, 100_026],
    links: [
      [100_002, 100_004],
      [100_008, 100_002],
    ],
  },
  TRUST: {
    targets: [100_010, 100_012, 100_014],
    partnerships: [100_010],
    attendance: [100_010, 100_012],
    links: [
      [100_010, 100_033],
      [100_012, 100_010],
      [100_035, 100_010],
    ],
  },
  AUTHORITY: {
    targets: [100_016, 100_018, 100_020],
    partnerships: [100_016, 100_018, 100_020],
    attendance: [100_016, 100_018],
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
    attendance: [100_022, 100_024],
    links: [
      [100_022, 100_043],
      [100_045, 100_024],
      [100_024, null],
    ],
  },
};

/** The school of the compared school client. */
export const ownUrn = 100_001;

/** This school of the vendor has a large cohort behind its target, and so a mean use of codes, which it alone may read. */
export const largeCohortUrn = 100_004;

/** Schools whose attendance no compared client may read. */
export const withoutReader = (urn: number): boolean =>
  Object.values(scopes).every(({ attendance }) => !attendance.includes(urn));

/** This school granted the vendor its attendance, and revoked it since. */
export const revokedUrn = 100_028;

/** The trust and authorities of the compared clients, and their schools in the directory. */
export const places = {
  trust: { code: 5002, urns: scopes.TRUST.targets },
  authority: { code: 303, urns: scopes.AUTHORITY.targets },
  analysed: { code: 304, urns: scopes.ANALYST.targets },
} as const;

const scopedIn = (world: World): readonly Scoped[] =>
  (Object.keys(scopes) as Scoped[]).filter((caller) => (compared[world] as readonly Compared[]).includes(caller));

/** The compared client that may read the school's issued target; null if none may, so that the target differs. */
export const ownerOfTarget = (world: World, urn: number): Scoped | null =>
  scopedIn(world).find((caller) => scopes[caller].targets.includes(urn)) ?? null;

/** The compared client that may read the school's attendance; null if none may, so that it differs. */
export const ownerOfAttendance = (world: World, urn: number): Scoped | null =>
  scopedIn(world).find((caller) => scopes[caller].attendance.includes(urn)) ?? null;

/** The link in which the school seeks a partner, and the compared client that may read it; null if none may. */
export function ownLink(world: World, urn: number): { owner: Scoped; partner: number | null } | null {
  for (const owner of scopedIn(world)) {
    const link = scopes[owner].links.find(([seeking]) => seeking === urn);
    if (link) return { owner, partner: link[1] };
  }
  return null;
}

/** Whether a compared client reads all links of this school; then the school has no links beyond those in `scopes`. */
export const closedTo = (world: World, partner: number): boolean =>
  scopedIn(world).some((caller) => caller !== "VENDOR" && scopes[caller].partnerships.includes(partner));
