// What holding an export against our figures comes to: a pass, or the differences and what reconciles them.
import { counted, plural } from "../../plural.js";
import type { RowsRead } from "../../table/rows.js";
import { kitVersion, registerCodes } from "../codes/table.js";
import { differencesOf, placesOf } from "./differences.js";
import { wrongQuotients } from "./quotient.js";
import type { ExportRead } from "./read-export.js";
import type { SessionsRead } from "./read-sessions.js";
import type { ReconcileOptions } from "./reconcile/by-school.js";
import { reconcile } from "./reconcile/reconcile.js";

export interface Verdict {
  /** Every row of both files was accepted, and every figure agrees. */
  readonly passed: boolean;
  readonly lines: readonly string[];
}

/** The names of the two files. */
export interface Names {
  readonly sessions: string;
  readonly expected: string;
}

/** @throws KindredError CANCELLED */
export async function verdictOn(
  sessions: SessionsRead,
  expected: ExportRead,
  names: Names,
  options: ReconcileOptions = {},
): Promise<Verdict> {
  const differences = differencesOf(sessions.schools, expected.rowOf);
  const rejected = [
    rejectedIn(sessions, names.sessions, (them) => `kindred's figures leave ${them} out, and the export may not`),
    rejectedIn(expected, names.expected, (them) => `nothing was compared with ${them}`),
  ].flat();
  if (differences.length > 0) {
    const listed = differences.map(
      ({ school, column, ours, theirs }) =>
        `school ${school}, ${column}: kindred ${shown(ours)}, ${names.expected} ${shown(theirs)}`,
    );
    const reasons = [
      ...(await reconcile(sessions.schools, expected.rowOf, options)),
      ...wrongQuotients(sessions.schools, expected.rowOf),
      ...rejected,
    ];
    return { passed: false, lines: [...listed, counted(differences.length, "difference"), ...reasons] };
  }
  if (rejected.length > 0) return { passed: false, lines: ["No difference, but not a pass.", ...rejected] };
  return { passed: true, lines: passOf(sessions, expected, names) };
}

const shown = (cell: string): string => (cell === "" ? "(empty)" : cell);

function rejectedIn({ rejected }: RowsRead, name: string, so: (them: string) => string): string[] {
  if (rejected.length === 0) return [];
  const was = plural(rejected.length, "was", "were");
  return [
    `${counted(rejected.length, "row")} of ${name} ${was} rejected: ${so(plural(rejected.length, "it", "them"))}.`,
  ];
}

/** All that someone needs to repeat it: the version, both files by their hashes, what they cover and what they do not. */
function passOf({ schools, rows, sha256 }: SessionsRead, expected: ExportRead, names: Names): string[] {
  const from = schools.map((school) => school.from).sort()[0]!;
  const to = schools
    .map((school) => school.to)
    .sort()
    .at(-1)!;
  const used = new Set<number>();
  for (const { marks } of schools) for (const { code, count } of marks) if (count > 0) used.add(code);
  const known = registerCodes.map((code, index) => ({ ...code, isUsed: used.has(index) }));
  const usable = known.filter((code) => (code.from ?? from) <= to && (code.to ?? to) >= from);
  const codes = (isUsed: boolean) =>
    usable.flatMap((code) => (code.isUsed === isUsed ? [code.code] : [])).join(" ") || "none";
  const figures = [...expected.rowOf.values()].filter(({ attendance }) => attendance !== "");
  const places = [...new Set(figures.map(({ attendance }) => placesOf(attendance)))].sort().join(", ") || "no";
  return [
    `pass: ${kitVersion}`,
    `${names.expected}, SHA-256 ${expected.sha256}`,
    `  agrees in every column of ${counted(schools.length, "school")}; decimals of attendance: ${places}`,
    `${names.sessions}, SHA-256 ${sha256}`,
    `  ${counted(rows, "row")}, ${from} to ${to}`,
    `codes with sessions: ${codes(true)}`,
    `codes without, which this does not test: ${codes(false)}`,
  ];
}
