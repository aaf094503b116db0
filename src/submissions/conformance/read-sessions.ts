// Reads sessions: counts of marks by school, date and code, one line each.
import type { RowReader } from "../../import/row-reader.js";
import { numberHint, parseInteger } from "../../import/written.js";
import { type RowsRead, readRows } from "../../table/rows.js";
import { classifyCode, refuseDate } from "../codes/classify.js";
import { type Counts, noMarks } from "../codes/figures.js";
import { assertColumns, compareSchools, schoolIn } from "./columns.js";
import { dateOf, dayOf, type Mark, Marks } from "./marks.js";

const sessionColumns = ["school", "date", "code", "count"] as const;

export interface SchoolSessions {
  readonly school: string;
  /** The first and last date of an accepted line, ISO. */
  readonly from: string;
  readonly to: string;
  readonly counts: Readonly<Counts>;
  readonly marks: Iterable<Mark>;
}

export interface SessionsRead extends RowsRead {
  /** With an accepted line, in order (`compareSchools`). */
  readonly schools: readonly SchoolSessions[];
  /** Columns that were not read. */
  readonly ignored: readonly string[];
}

/** Marks of one code in one school on one day: a limit that keeps every sum exact. */
const maxCount = 1_000_000;

interface Gathered {
  first: number;
  last: number;
  readonly counts: Counts;
  readonly marks: Marks;
}

/** @throws KindredError BAD_ARGUMENT | WRONG_FILE | CANCELLED, naming the file */
export async function readSessions(
  path: string,
  signal?: AbortSignal,
  onBytes?: (done: number, total: number) => void,
): Promise<SessionsRead> {
  const gathered = new Map<string, Gathered>();
  const dayIn = dayReader();
  let ignored: readonly string[] = [];

  const readRow = (row: RowReader) => {
    const school = schoolIn(row);
    const date = row.cell("date");
    const day = dayIn(row, date);
    const code = row.cell("code");
    const found = classifyCode(code, date);
    if ("fault" in found) row.reject(found.fault, found.reason);
    const count = countIn(row);
    const known = gathered.get(school) ?? { first: day, last: day, counts: noMarks(), marks: new Marks() };
    const earlier = known.marks.add({ day, code: found.index, count }, row.line);
    if (earlier !== null)
      row.reject("code", "a school, date and code has one line", `lines ${earlier} and ${row.line}; ${earlier} counts`);
    known.first = Math.min(known.first, day);
    known.last = Math.max(known.last, day);
    known.counts[found.class] += count;
    gathered.set(school, known);
  };
  const read = await readRows(
    path,
    (header, file) => {
      assertColumns(header, sessionColumns, "A file of sessions", file);
      ignored = [...header.keys()].filter((column) => !(sessionColumns as readonly string[]).includes(column));
      return readRow;
    },
    signal,
    onBytes,
  );
  const schools = [...gathered]
    .sort(([a], [b]) => compareSchools(a, b))
    .map(([school, { first, last, counts, marks }]) => ({
      ...{ school, from: dateOf(first), to: dateOf(last) },
      ...{ counts, marks },
    }));
  return { ...read, schools, ignored };
}

/** Reads the day of a row's date; each date is checked once. */
function dayReader(): (row: RowReader, date: string) => number {
  const days = new Map<string, number>();
  return (row, date) => {
    const known = days.get(date);
    if (known !== undefined) return known;
    const refused = refuseDate(date);
    if (refused) row.reject(refused.fault, refused.reason);
    const day = dayOf(date);
    days.set(date, day);
    return day;
  };
}

function countIn(row: RowReader): number {
  const cell = row.cell("count");
  const digits = parseInteger(cell);
  if (digits === null) row.reject("count", "not a whole number", cell === "" ? "it is empty" : numberHint(cell));
  const count = Number(digits);
  if (count < 0) row.reject("count", "below 0");
  if (count > maxCount) row.reject("count", `above ${maxCount.toLocaleString("en-GB")}`);
  return count;
}
