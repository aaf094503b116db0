// What of a school's progress depends on its target. The viewer comes first; needs the capability for targets.
import { inScope, scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { groupBy } from "../../database/group-by.js";
import { shiftYear } from "../../population/year.js";
import { attendancePlaces } from "../../submissions/codes/figures.js";
import type { SchoolProgress } from "../../submissions/progress/progress.js";
import type { ReadOptions } from "../../submissions/progress/store.js";
import { Exact } from "../arithmetic.js";
import { targetsOf } from "../store.js";
import { type ChanceWord, chanceOf, courseOf, wordOf } from "./chance.js";
import { drawSchools, wantedKey } from "./draw.js";

/** Why a school has no chance. The first that applies. */
export const noChanceReasons = [
  "NO_TARGET",
  "MAINTAIN",
  "NO_EARLIER_YEAR",
  "EARLIER_YEAR_INCOMPLETE",
  "NOTHING_POSSIBLE",
  "FEW_SCHOOLS",
] as const;
export type NoChanceReason = (typeof noChanceReasons)[number];

export interface AgainstTarget {
  readonly progress: SchoolProgress;
  /** Per cent; null: none is issued for the year, or the school has none. */
  readonly target: number | null;
  /** The school is asked to stay at or above the ceiling. */
  readonly maintain: boolean;
  /** Attendance to date less the target, percentage points; null without one of the two. */
  readonly gap: string | null;
}

/** Aligned with the progress; null where the viewer may not read the school's target. One statement; audited. */
export async function againstTargets(
  database: Database,
  viewer: Viewer,
  progress: readonly SchoolProgress[],
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<(AgainstTarget | null)[]> {
  const entitled = progress.filter((school) => inScope(scopeOf(viewer, "TARGETS"), school));
  const ofYears = await Promise.all(
    [...groupBy(entitled, ({ year }) => year)].map(async ([year, schools]) => {
      const urns = schools.map(({ urn }) => urn);
      const targets = await targetsOf(database, viewer, urns, { year, operation });
      return schools.map((school, at): [SchoolProgress, AgainstTarget] => {
        const target = targets[at]?.target ?? null;
        const { attendance } = school.toDate;
        const gap =
          attendance === null || target === null ? null : new Exact(attendance).minus(target).toFixed(attendancePlaces);
        const maintain = targets[at]?.flags.includes("MAINTAIN") ?? false;
        return [school, { progress: school, target, maintain, gap }];
      });
    }),
  );
  const found = new Map(ofYears.flat());
  return progress.map((school) => found.get(school) ?? null);
}

export type Chance =
  | { readonly chance: number; readonly word: ChanceWord; readonly reason: null }
  | { readonly chance: null; readonly word: null; readonly reason: NoChanceReason };

/** Aligned with what `againstTargets` returned. At most one statement. */
export async function chancesOf(
  database: Database,
  viewer: Viewer,
  schools: readonly AgainstTarget[],
  options: ReadOptions,
): Promise<Chance[]> {
  const wanted = schools.flatMap((school) => (noChanceWithout(school) ? [] : [earlierYearIn(school)]));
  const drawn = await drawSchools(database, viewer, wanted, options);
  return schools.map((school) => {
    const { progress, target } = school;
    const reason = noChanceWithout(school);
    if (reason) return none(reason);
    const others = drawn.get(wantedKey(earlierYearIn(school))) ?? [];
    const { ageOfData, attended, possible } = progress.toDate;
    const changes = others.flatMap(({ year }) => courseOf(year, progress.share!, ageOfData)?.change ?? []);
    const chance = chanceOf(changes, (100 * attended) / possible, target!);
    return chance === null ? none("FEW_SCHOOLS") : { chance, word: wordOf(chance), reason: null };
  });
}

const none = (reason: NoChanceReason): Chance => ({ chance: null, word: null, reason });

const earlierYearIn = ({ progress: { urn, year } }: AgainstTarget) => ({ urn, year: shiftYear(year, -1) });

/** The reason that needs no other school; null if there is none. */
function noChanceWithout({ progress, target, maintain }: AgainstTarget): NoChanceReason | null {
  if (target === null) return "NO_TARGET";
  return maintain ? "MAINTAIN" : progress.noPoint;
}
