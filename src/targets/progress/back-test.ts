// Whether chances hold: schools of a finished year are predicted at a point of it, as if nothing later were known, and
// compared with what came.
import { assertGoverns, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { shiftYear } from "../../population/year.js";
import type { Share } from "../../submissions/progress/same-point.js";
import type { ReadOptions } from "../../submissions/progress/store.js";
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

/** Targets to predict, percentage points above attendance to date: an issued one may be at any of them. */
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

/** One for each word. @param changesFor the changes that a school is predicted from, by its place in `courses` */
export function backTest(courses: readonly Course[], changesFor: (school: number) => readonly number[]): BackTest[] {
  const predictions = courses.flatMap(({ now, change }, school) =>
    gaps.flatMap((gap) => {
      const target = now + gap;
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
 * Schools of a block, predicted from the year before, or, where fewer than 30 submitted that, from each other.
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
    schools.flatMap((school) => courseOf(school.year, share, age) ?? []);
  const [tested, before] = years.map((wanted) => coursesOf(drawn.get(wantedKey(wanted))));
  const changesBefore = before!.map(({ change }) => change);
  if (changesBefore.length >= fewestSchools) return backTest(tested!, () => changesBefore);
  const changes = tested!.map(({ change }) => change);
  return backTest(tested!, (school) => changes.filter((_, other) => other !== school));
}
