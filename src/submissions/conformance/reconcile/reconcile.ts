// Says which changes of class reconcile a vendor's sessions with ours, for all schools or, failing that, for some.
import { setImmediate } from "node:timers/promises";
import { KindredError } from "../../../errors.js";
import { counted, plural } from "../../../plural.js";
import { sessionsIn } from "../differences.js";
import type { ExportRow } from "../read-export.js";
import type { SchoolSessions } from "../read-sessions.js";
import { changeInWords } from "./change.js";
import { type Case, caseOf, differs, problemOf } from "./problem.js";
import { type Found, fewestChanges } from "./search.js";

export interface ReconcileOptions {
  readonly signal?: AbortSignal;
  /** Schools that were tried one by one, of how many. */
  onProgress?(done: number, total: number): void;
}

/** Lines of text; none where the sessions of all schools agree. @throws KindredError CANCELLED */
export async function reconcile(
  schools: readonly SchoolSessions[],
  rowOf: ReadonlyMap<string, ExportRow>,
  options: ReconcileOptions,
): Promise<readonly string[]> {
  const both = schools.flatMap((school) => {
    const row = rowOf.get(school.school);
    return row ? [{ school, theirs: sessionsIn(row) }] : [];
  });
  const cases = both.flatMap(({ school, theirs }) => (theirs ? [caseOf(school, theirs)] : []));
  const unread = both.filter(({ theirs }) => theirs === null).map(({ school }) => school.school);
  return [
    ...(cases.some(differs) ? await explain(cases, options) : []),
    ...(unread.length > 0 ? [`Left out, because a count is not a whole number: ${named(unread)}.`] : []),
  ];
}

async function explain(cases: readonly Case[], options: ReconcileOptions): Promise<readonly string[]> {
  const found = fewestChanges(problemOf(cases));
  const [first] = found.explanations;
  if (!first) return bySchool(cases.filter(differs), options);
  const count = `${numbers[first.length - 1]} ${plural(first.length, "change of class reconciles", "changes of class reconcile")}`;
  return [
    `${count} the sessions of all schools${isSure(found) ? ":" : ", but they do not show which:"}`,
    ...listed(found),
  ];
}

const numbers = ["One", "Two", "Three"];

const isSure = ({ explanations }: Found): boolean => explanations.length === 1;

function listed(found: Found): string[] {
  if (isSure(found)) return found.explanations[0]!.map((change) => `  ${changeInWords(change)}`);
  const lines = found.explanations.map(
    (changes, at) => `  ${at === 0 ? "either" : "or"} ${changes.map(changeInWords).join(", and ")}`,
  );
  return [...lines, ...(found.more ? ["  or others"] : [])];
}

/** The changes that each reconcile most of the schools that are left, one change a school. */
async function bySchool(
  differing: readonly Case[],
  { signal, onProgress }: ReconcileOptions,
): Promise<readonly string[]> {
  const left = new Set(differing.map(({ school }) => school));
  const schoolsOf = new Map<string, string[]>();
  for (const [at, one] of differing.entries()) {
    await setImmediate(); // a cancellation comes through
    if (signal?.aborted) throw new KindredError("CANCELLED", "The comparison was cancelled. Nothing is written.");
    onProgress?.(at, differing.length);
    for (const changes of fewestChanges(problemOf([one]), { most: 1, listed: 100 }).explanations) {
      const words = changes.map(changeInWords).join();
      schoolsOf.set(words, [...(schoolsOf.get(words) ?? []), one.school]);
    }
  }
  const remaining = () =>
    [...schoolsOf]
      .map(([words, all]) => ({ words, schools: all.filter((school) => left.has(school)) }))
      .sort((a, b) => b.schools.length - a.schools.length);
  const lines: string[] = [];
  for (let [best, ...others] = remaining(); best && best.schools.length > 0; [best, ...others] = remaining()) {
    const { words, schools } = best;
    const rivals = others.filter((other) => other.schools.join() === schools.join()).map((other) => other.words);
    const or = rivals.length > 2 ? ["others"] : [];
    lines.push(`  in ${named(schools)}: ${[words, ...rivals.slice(0, 2), ...or].join(", or ")}`);
    for (const school of schools) left.delete(school);
  }
  return [
    "Neither one or two changes of class, nor three for all dates, reconcile the sessions of all schools.",
    ...(lines.length > 0 ? ["One change reconciles the sessions", ...lines] : []),
    ...(left.size > 0 ? [`Not explained: ${named([...left])}.`] : []),
  ];
}

/** Schools to name for one explanation. */
const maxNamed = 10;

const named = (schools: readonly string[]): string =>
  schools.length > maxNamed
    ? `${counted(schools.length, "school")} (${schools.slice(0, maxNamed).join(", ")}, …)`
    : `${plural(schools.length, "school")} ${schools.join(", ")}`;
