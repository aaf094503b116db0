// The same point of an earlier year, with the same age of data.
//
// Point: the same share of the year's possible sessions, so that a moved Easter moves it too. The share is possible
// sessions per enrolment to date, over those of the whole earlier year. The earlier year's periods are walked in order,
// up to the period in which that share of its possible sessions is reached; of that one the part that is needed counts.
// Age: of each period, the reading of the highest revision counts that was read at most as many days after the last day
// of the period that was reached as this year's last period was read after its own last day.
import type { Decimal } from "decimal.js";
import { Exact } from "../../exact.js";

/** A reading of a period's registers. Days are numbers of days since 1970. */
export interface PeriodReading {
  readonly asAt: number;
  readonly withdrawn: boolean;
  readonly possible: number;
  readonly attended: number;
}

export interface EarlierPeriod {
  readonly to: number;
  /** By revision, not empty. The last one is not withdrawn. */
  readonly readings: readonly PeriodReading[];
}

export interface EarlierYear {
  /** By `to`. */
  readonly periods: readonly EarlierPeriod[];
  /** Of the latest readings. Above 0. */
  readonly possible: number;
  readonly attended: number;
  /** For each period, of the latest readings up to and with it: sessions, and the day on which the last one was read. */
  readonly upTo: readonly { readonly possible: number; readonly attended: number; readonly readBy: number }[];
}

/** A fraction of whole numbers above 0. More than 1 is the whole year. */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** Where the share is reached. */
interface Place {
  /** Of the period in `periods`. */
  readonly index: number;
  /** Possible sessions of the periods before it, by their latest readings. */
  readonly before: number;
}

/** Sessions at a place: those of the periods before it, and those of its own period. */
export interface AtPlace {
  readonly before: { readonly possible: number; readonly attended: number };
  readonly own: { readonly possible: number; readonly attended: number };
}

export const latestOf = ({ readings }: EarlierPeriod): PeriodReading => readings.at(-1)!;

/** @param periods by `to`; null if no session was possible in any */
export function earlierYearOf(periods: readonly EarlierPeriod[]): EarlierYear | null {
  let sum = { possible: 0, attended: 0, readBy: Number.NEGATIVE_INFINITY };
  const upTo = periods.map((period) => {
    const { possible, attended, asAt } = latestOf(period);
    sum = {
      possible: sum.possible + possible,
      attended: sum.attended + attended,
      readBy: Math.max(sum.readBy, asAt),
    };
    return sum;
  });
  const { possible, attended } = sum;
  return possible === 0 ? null : { periods, possible, attended, upTo };
}

/** Possible sessions up to the share. Not rounded where the products are below 2^53, as every school's are. */
const neededOf = ({ possible }: EarlierYear, { numerator, denominator }: Share): number =>
  Math.min((possible * numerator) / denominator, possible);

export function placeOf(year: EarlierYear, share: Share): Place {
  const needed = neededOf(year, share);
  let [index, last] = [0, year.periods.length - 1];
  while (index < last) {
    const middle = (index + last) >> 1;
    if (year.upTo[middle]!.possible >= needed) last = middle;
    else index = middle + 1;
  }
  return { index, before: index === 0 ? 0 : year.upTo[index - 1]!.possible };
}

/** The day on which an earlier year was known as this one is known now. */
export const knownOn = ({ periods }: EarlierYear, { index }: Place, age: number): number => periods[index]!.to + age;

/** By what was known on a day; null if that cannot be supplied, because a period had not been read by then. */
export function sessionsAt({ periods, upTo }: EarlierYear, { index }: Place, day: number): AtPlace | null {
  const own = knownReading(periods[index]!, day);
  if (!own || own.withdrawn) return null;
  const before = { possible: 0, attended: 0 };
  for (let at = index - 1; at >= 0; at--) {
    const known = upTo[at]!.readBy <= day ? upTo[at]! : knownReading(periods[at]!, day);
    if (!known || ("withdrawn" in known && known.withdrawn)) return null;
    before.possible += known.possible;
    before.attended += known.attended;
    if (known === upTo[at]) break; // the latest readings of all periods up to it were known
  }
  return { before, own };
}

/** The highest revision of those that were read by the day. */
function knownReading({ readings }: EarlierPeriod, day: number): PeriodReading | undefined {
  let at = readings.length - 1;
  while (at >= 0 && readings[at]!.asAt > day) at--;
  return readings[at];
}

/** The part of the place's own period that is needed, from 0 to 1. */
export function partOf(year: EarlierYear, { index, before }: Place, share: Share): number {
  return (neededOf(year, share) - before) / latestOf(year.periods[index]!).possible;
}

/** As `partOf`, in exact decimals. */
export function exactPartOf(year: EarlierYear, { index, before }: Place, share: Share): Decimal {
  const needed = Exact.min(new Exact(year.possible).times(share.numerator).div(share.denominator), year.possible);
  return needed.minus(before).div(latestOf(year.periods[index]!).possible);
}
