// How an export that has the right sessions may come to another percentage: that is not a matter of classes.
import type { Decimal } from "decimal.js";
import { Exact } from "../../exact.js";
import { counted, plural } from "../../plural.js";
import { attendanceOf, type Sessions } from "../codes/figures.js";
import { registerCodes } from "../codes/table.js";
import { isSamePercent, placesOf, sessionsIn } from "./differences.js";
import type { ExportRow } from "./read-export.js";
import type { SchoolSessions } from "./read-sessions.js";

interface OwnFigures {
  readonly school: SchoolSessions;
  readonly row: ExportRow;
  readonly theirs: Sessions;
}

/** A sentence where percentages of the export are not the quotients of its own sessions. */
export function wrongQuotients(schools: readonly SchoolSessions[], rowOf: ReadonlyMap<string, ExportRow>): string[] {
  const own = schools.flatMap((school) => {
    const row = rowOf.get(school.school);
    const theirs = row && sessionsIn(row);
    return row && theirs ? [{ school, row, theirs }] : [];
  });
  const wrong = own.filter(({ row: { attendance }, theirs }) => {
    return !isSamePercent(attendanceOf(theirs, placesOf(attendance)) ?? "", attendance);
  });
  if (wrong.length === 0) return [];
  return [
    `In ${schoolsIn(wrong)} attendance is not the export's own attended / possible: not explained by classes.${hintFor(wrong)}`,
  ];
}

const schoolsIn = (own: readonly OwnFigures[]): string => {
  const named = own.slice(0, 3).map(({ school }) => school.school);
  return `${counted(own.length, "school")} (${named.join(", ")}${own.length > named.length ? ", …" : ""})`;
};

/** What the percentage is instead, unrounded; null where it is nothing. */
const instead: readonly (readonly [
  what: string,
  of: (own: OwnFigures) => Decimal | null,
  rounding?: Decimal.Rounding,
])[] = [
  ["It is the mean of the days' percentages: sum the sessions first, then divide.", meanOfDays],
  ["It is cut off, not rounded half up.", ({ theirs }) => percentOf(theirs), Exact.ROUND_DOWN],
  ["It is a fraction, not a percentage.", ({ theirs }) => percentOf(theirs)?.div(100) ?? null],
  ["It is absence.", ({ theirs }) => percentOf(theirs)?.minus(100).neg() ?? null],
];

/** The explanation that holds in all of these schools. */
function hintFor(own: readonly OwnFigures[]): string {
  const found = instead.find(([, of, rounding = Exact.ROUND_HALF_UP]) =>
    own.every((figures) => {
      const { attendance } = figures.row;
      const percent = of(figures)?.toFixed(placesOf(attendance), rounding);
      return percent !== undefined && isSamePercent(percent, attendance);
    }),
  );
  if (found) return ` ${found[0]}`;
  const nothing = own.every(({ theirs }) => theirs.possible === 0);
  return nothing ? ` ${plural(own.length, "It", "They")} should be empty: nothing was possible.` : "";
}

const percentOf = ({ attended, possible }: Sessions): Decimal | null =>
  possible === 0 ? null : new Exact(100).times(attended).div(possible);

function meanOfDays({ school }: OwnFigures): Decimal | null {
  const days = new Map<number, { attended: number; possible: number }>();
  for (const { day, code, count } of school.marks) {
    const codeClass = registerCodes[code]?.class ?? "notPossible";
    if (codeClass === "notPossible") continue;
    const sum = days.get(day) ?? { attended: 0, possible: 0 };
    sum.possible += count;
    if (codeClass === "attended" || codeClass === "activity") sum.attended += count;
    days.set(day, sum);
  }
  const percents = [...days.values()].flatMap(({ attended, possible }) =>
    possible > 0 ? [new Exact(100).times(attended).div(possible)] : [],
  );
  return percents.length > 0 ? Exact.sum(...percents).div(percents.length) : null;
}
