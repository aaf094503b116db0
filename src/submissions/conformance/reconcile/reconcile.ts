// Says which changes of class reconcile a vendor's sessions with ours, for all schools or, failing that, for some.
import { plural } from "../../../plural.js";
import { sessionsIn } from "../differences.js";
import type { ExportRow } from "../read-export.js";
import type { SchoolSessions } from "../read-sessions.js";
import { bySchool, named, type ReconcileOptions } from "./by-school.js";
import { changeInWords } from "./change.js";
import { type Case, caseOf, differs, problemOf } from "./problem.js";
import { type Found, fewestChanges } from "./search.js";

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
  if (!first) {
    const none = "Neither one or two changes of class, nor three for all dates, reconcile the sessions of all schools.";
    return [none, ...(await bySchool(cases.filter(differs), options))];
  }
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
