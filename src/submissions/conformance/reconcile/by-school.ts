// Where no few changes reconcile all schools: the changes that each reconcile some of them, one change a school.
import { setImmediate } from "node:timers/promises";
import { KindredError } from "../../../errors.js";
import { counted, plural } from "../../../plural.js";
import { changeInWords } from "./change.js";
import { type Case, problemOf } from "./problem.js";
import { fewestChanges } from "./search.js";

export interface ReconcileOptions {
  readonly signal?: AbortSignal;
  /** Schools that were tried one by one, of how many. */
  onProgress?(done: number, total: number): void;
}

/** Changes to name. */
const maxChanges = 10;

/** Lines of text: the change that fits most schools first, then the one that fits most of the others. */
export async function bySchool(differing: readonly Case[], options: ReconcileOptions): Promise<readonly string[]> {
  const schoolsOf = await changesOfEach(differing, options);
  const left = new Set(differing.map(({ school }) => school));
  const lines: string[] = [];
  for (;;) {
    const [best, ...others] = remaining(schoolsOf, left);
    if (!best) break;
    if (lines.length === maxChanges) {
      const fitted = new Set([best, ...others].flatMap(({ schools }) => schools));
      lines.push(`  in ${named([...fitted])}: other changes, each in few schools, where it may fit by chance`);
      for (const school of fitted) left.delete(school);
      break;
    }
    const rivals = others.filter(({ schools }) => schools.join() === best.schools.join()).map(({ words }) => words);
    const more = rivals.length > 2 ? ["others"] : [];
    lines.push(`  in ${named(best.schools)}: ${[best.words, ...rivals.slice(0, 2), ...more].join(", or ")}`);
    for (const school of best.schools) left.delete(school);
  }
  return [
    ...(lines.length > 0 ? ["One change reconciles the sessions", ...lines] : []),
    ...(left.size > 0 ? [`Not explained: ${named([...left])}.`] : []),
  ];
}

/** Change -> the schools that it reconciles. */
async function changesOfEach(
  differing: readonly Case[],
  { signal, onProgress }: ReconcileOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const schoolsOf = new Map<string, string[]>();
  for (const [at, one] of differing.entries()) {
    await setImmediate(); // a cancellation comes through
    if (signal?.aborted) throw new KindredError("CANCELLED", "The comparison was cancelled. Nothing is written.");
    onProgress?.(at, differing.length);
    for (const [change] of fewestChanges(problemOf([one]), { most: 1, listed: 100 }).explanations) {
      const words = changeInWords(change!);
      schoolsOf.set(words, [...(schoolsOf.get(words) ?? []), one.school]);
    }
  }
  return schoolsOf;
}

/** The changes that fit schools that are left, with these schools; those that fit most come first. */
function remaining(schoolsOf: ReadonlyMap<string, readonly string[]>, left: ReadonlySet<string>) {
  return [...schoolsOf]
    .map(([words, all]) => ({ words, schools: all.filter((school) => left.has(school)) }))
    .filter(({ schools }) => schools.length > 0)
    .sort((a, b) => b.schools.length - a.schools.length);
}

/** Schools to name. */
const maxNamed = 10;

export const named = (schools: readonly string[]): string =>
  schools.length > maxNamed
    ? `${counted(schools.length, "school")} (${schools.slice(0, maxNamed).join(", ")}, …)`
    : `${plural(schools.length, "school")} ${schools.join(", ")}`;
