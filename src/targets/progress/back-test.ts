// Whether chances hold: schools of a finished year are predicted at a point of it, as if nothing later were known, and
// compared with what came.
import { assertGoverns, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { shiftYear } from "../../population/year.js";
import type { Share } from "../../submissions/progress/same-point.js";
import type { ReadOptions } from "../../submissions/progress/store.js";
import { targetsOf } from "../store.js";
import {
  type ChanceWord,
  type Course,
  chanceOf,
  chanceWords,
  courseOf,
  fewestSchools,
  meets,
  wordOf,
} from "./chance.js";
import { type DrawnSchool, drawSchools, wantedKey } from "./draw.js";

/** Targets to predict where none is issued, percentage points above attendance to date. */
const gaps = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5];

/** Predictions with one word. */
export interface BackTest {
  readonly word: ChanceWord;
  readonly predictions: number;
  /** Mean chance, per cent; null without predictions. */
  readonly predicted: number | null;
  /** Share that came true, per cent; null without predictions. */
  readonly came: number | null;
}

/** A school of the year that is tested. */
export interface Tested extends Course {
  /** Per cent; omitted: all of `gaps`. */
  readonly target?: number;
}

/** One for each word. @param changesFor the changes that a school is predicted from, by its place in `courses` */
export function backTest(courses: readonly Tested[], changesFor: (school: number) => readonly number[]): BackTest[] {
  const predictions = courses.flatMap(({ now, change, target: issued }, school) =>
    (issued === undefined ? gaps.map((gap) => now + gap) : [issued]).flatMap((target) => {
      const chance = chanceOf(changesFor(school), now, target);
      return chance === null ? [] : [{ chance, word: wordOf(chance), came: meets(now + change, target) }];
    }),
  );
  return chanceWords.map((word) => {
    const of = predictions.filter((prediction) => prediction.word === word);
    const mean = (value: (prediction: (typeof of)[number]) => number) =>
      of.length === 0 ? null : of.reduce((sum, prediction) => sum + value(prediction), 0) / of.length;
    return {
      ...{ word, predictions: of.length },
      predicted: mean(({ chance }) => chance),
      came: mean(({ came }) => (came ? 100 : 0)),
    };
  });
}

export interface Point {
  /** A school of the block. */
  readonly urn: number;
  /** A finished year. */
  readonly year: string;
  /** The share of its sessions that had passed. */
  readonly share: Share;
  /** Days. */
  readonly age: number;
}

/**
 * Schools of a block, predicted from the year before, or, where fewer than 30 submitted that, from each other: whether
 * they meet their issued target of that year, if any has one.
 * @throws KindredError FORBIDDEN unless the viewer governs
 */
export async function backTestBlock(
  database: Database,
  viewer: Viewer,
  { urn, year, share, age }: Point,
  options: ReadOptions,
): Promise<BackTest[]> {
  assertGoverns(viewer, "Only the department tests chances against what came.");
  const years = [year, shiftYear(year, -1)].map((of) => ({ urn, year: of }));
  const drawn = await drawSchools(database, viewer, years, options);
  const coursesOf = (schools: readonly DrawnSchool[] = []) =>
    schools.flatMap((school) => {
      const course = courseOf(school.year, share, age);
      return course ? [{ ...course, urn: school.urn }] : [];
    });
  const [all, before] = years.map((wanted) => coursesOf(drawn.get(wantedKey(wanted))));
  const issued = await targetsOf(
    database,
    viewer,
    all!.map(({ urn }) => urn),
    { year },
  );
  const withTarget = all!.flatMap((course, at): Tested[] => {
    const { target = null, flags = [] } = issued[at] ?? {};
    return target === null || flags.includes("MAINTAIN") ? [] : [{ ...course, target }];
  });
  const tested: readonly Tested[] = withTarget.length > 0 ? withTarget : all!;
  const changesBefore = before!.map(({ change }) => change);
  if (changesBefore.length >= fewestSchools) return backTest(tested, () => changesBefore);
  const changes = tested.map(({ change }) => change);
  return backTest(tested, (school) => changes.filter((_, other) => other !== school));
}
