// The counts of one school by date and code. A year of a school has a few thousand, and a file millions, so they are
// numbers in two flat structures: about 60 bytes each.
import { registerCodes } from "../codes/table.js";

export interface Mark {
  /** As `dayOf` gives it. */
  readonly day: number;
  /** Index in `registerCodes`; their number for a blank mark. */
  readonly code: number;
  readonly count: number;
}

/** Codes and the blank mark, and room for more. */
const codesPerDay = 64;
if (registerCodes.length >= codesPerDay) throw new Error("more codes than fit");

export class Marks implements Iterable<Mark> {
  private readonly positions = new Map<number, number>();
  /** Count, line, count, line, … */
  private readonly values: number[] = [];

  /** Keeps the count, unless the day and code have one. @returns the line of that one, else null */
  add({ day, code, count }: Mark, line: number): number | null {
    const key = day * codesPerDay + code;
    const position = this.positions.get(key);
    if (position !== undefined) return this.values[position + 1]!;
    this.positions.set(key, this.values.length);
    this.values.push(count, line);
    return null;
  }

  /** In no particular order. */
  *[Symbol.iterator](): Generator<Mark> {
    for (const [key, position] of this.positions) {
      const code = key % codesPerDay;
      yield { day: (key - code) / codesPerDay, code, count: this.values[position]! };
    }
  }
}

const msPerDay = 86_400_000;

/** Days since 1970. @param date ISO */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / msPerDay;

/** ISO. */
export const dateOf = (day: number): string => new Date(day * msPerDay).toISOString().slice(0, 10);
