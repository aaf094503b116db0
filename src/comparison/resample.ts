// Bootstrap intervals: the same resamples of schools for every figure, so that two lists of peers are compared on the same
// schools.
import { randomFrom } from "../strategy/random.js";
import { quantileOfSorted } from "./distribution.js";
import type { Figure, Section } from "./figure.js";
import { type PartRows, rowsOfEach } from "./parts.js";

/** The fields of a figure that are the same for every part of the schools. */
export type FigureNames<Name extends string = Section> = Pick<
  Figure<Name>,
  "section" | "measure" | "strategy" | "other" | "attribute"
>;

/** A figure that follows from sums over schools. */
export interface Sampled<Name extends string = Section> extends FigureNames<Name> {
  /** One value per school. A school with NaN in the first column does not count: its other values are ignored. */
  readonly columns: readonly [Float64Array, ...Float64Array[]];
  /**
   * @param sums of each column over the schools that count; only valid during the call
   * @param count the number of these schools
   * @returns null or NaN if the figure is not defined
   */
  readonly value: (sums: Float64Array, count: number) => number | null;
  /** What `n` is. Default: the number of schools that count. */
  readonly size?: (sums: Float64Array, count: number) => number;
}

/** The mean over the schools whose value is not NaN. */
export const meanOver = <Name extends string>(names: FigureNames<Name>, values: Float64Array): Sampled<Name> => ({
  ...names,
  columns: [values],
  value: (sums, count) => sums[0]! / count,
});

/** The sum of one column over that of another, such as pairs that are returned over all pairs. `n` is the second. */
export const shareOf = <Name extends string>(
  names: FigureNames<Name>,
  some: Float64Array,
  all: Float64Array,
): Sampled<Name> => ({
  ...names,
  columns: [some, all],
  value: (sums) => sums[0]! / sums[1]!,
  size: (sums) => sums[1]!,
});

/** The number of resamples behind every interval. */
export const resamples = 1000;

/** Resamples summed in one pass over the schools. `addRun` is written for four; divides `resamples`. */
const lanes = 4;

/**
 * For each of `sampled`, one figure a part. The interval is the 2.5th and 97.5th percentile over resamples of all schools
 * (not within a part, so that parts share them too) with replacement (Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 13.3).
 * Resamples in which a figure is not defined are left out of its interval. A single school has no interval.
 * @param parts of `partsOf`
 */
export function figuresOf<Name extends string>(
  sampled: readonly Sampled<Name>[],
  parts: readonly PartRows[],
  seed: number,
): Figure<Name>[] {
  const { table, resampled } = resample(sampled, parts, seed);
  return sampled.flatMap(({ columns: _, value, size: sizeOf = countOnly, ...names }, figure) =>
    parts.map(({ part }, at) => {
      const n = table.ask(sizeOf, figure, at, 0);
      const schools = table.ask(countOnly, figure, at, 0);
      const interval = intervalOf(schools > 1 ? resampled[figure]![at]! : new Float64Array());
      return { ...names, ...part, value: orNull(table.ask(value, figure, at, 0)), ...interval, n };
    }),
  );
}

/** The sums of the schools themselves, and for each figure and part its values over the resamples. */
function resample(sampled: readonly Sampled<string>[], parts: readonly PartRows[], seed: number) {
  const size = sampled[0]?.columns[0].length ?? 0;
  const table = sumsOf(sampled, parts, size);
  const resampled = sampled.map(() => parts.map(() => new Float64Array(resamples)));
  const drawn = drawnOf(parts, seed, size, table.place);
  const counts = new Float64Array(size * lanes);
  for (let first = 0; first < resamples; first += lanes) {
    counts.set(drawn.subarray(first * size, first * size + counts.length));
    table.sum(counts);
    for (const [figure, { value }] of sampled.entries())
      for (let part = 0; part < parts.length; part++)
        for (let lane = 0; lane < lanes; lane++)
          resampled[figure]![part]![first + lane] = table.ask(value, figure, part, lane) ?? Number.NaN;
  }
  table.sum(counts.fill(1)); // each school once: the figures themselves
  return { table, resampled };
}

function intervalOf(values: Float64Array): Pick<Figure, "low" | "high"> {
  const sorted = values.filter((one) => !Number.isNaN(one)).sort();
  return { low: orNull(quantileOfSorted(sorted, 0.025)), high: orNull(quantileOfSorted(sorted, 0.975)) };
}

const countOnly = (_: Float64Array, count: number) => count;

const orNull = (value: number | null) => (value === null || Number.isNaN(value) ? null : value);

/** Parts -> seed -> what was drawn: for all of England it takes a second, and every section needs it. */
const remembered = new WeakMap<readonly PartRows[], Map<number, Uint8Array>>();

/**
 * How often each school is drawn, in the order of `lanes` resamples after `lanes` resamples, then of the school's place,
 * then of the lane. A byte is enough: a school is drawn once in the mean.
 */
function drawnOf(parts: readonly PartRows[], seed: number, size: number, place: Int32Array): Uint8Array {
  const bySeed = remembered.get(parts) ?? new Map<number, Uint8Array>();
  remembered.set(parts, bySeed);
  const known = bySeed.get(seed);
  if (known?.length === resamples * size) return known;
  const random = randomFrom(seed);
  const drawn = new Uint8Array(resamples * size);
  for (let resample = 0; resample < resamples; resample++) {
    const lane = resample % lanes;
    const counts = drawn.subarray((resample - lane) * size, (resample - lane + lanes) * size);
    for (let at = 0; at < size; at++) counts[place[Math.floor(random() * size)]! * lanes + lane]! += 1;
  }
  bySeed.set(seed, drawn);
  return drawn;
}

/**
 * The sums of every column over every part. Schools of exactly the same parts are stored next to each other (a run), so
 * that a run is summed once and added to each of its parts.
 */
function sumsOf(sampled: readonly Sampled<string>[], parts: readonly PartRows[], size: number) {
  const { columns, indexes } = distinctColumns(sampled);
  const { runs, rows, place } = runsOf(parts, size);
  const inRuns = columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
  const sums = new Float64Array(parts.length * columns.length * lanes);
  const placed = runs.map(({ start, end, parts }) => {
    return { start, end, places: Int32Array.from(parts, (part) => part * columns.length * lanes) };
  });
  const scratch = sampled.map((figure) => new Float64Array(figure.columns.length));
  const sumAt = (part: number, column: number, lane: number) => sums[(part * columns.length + column) * lanes + lane]!;
  return {
    place,

    sum(counts: Float64Array): void {
      sums.fill(0);
      // Run by run, so that the counts of a run stay in the processor's cache for all columns.
      for (const { start, end, places } of placed)
        for (let column = 0; column < inRuns.length; column++)
          addRun(inRuns[column]!, counts, start, end, sums, places, column * lanes);
    },

    ask<Answer>(of: (sums: Float64Array, count: number) => Answer, figure: number, part: number, lane: number): Answer {
      const { count, summed } = indexes[figure]!;
      const own = scratch[figure]!;
      for (let at = 0; at < own.length; at++) own[at] = sumAt(part, summed[at]!, lane);
      return of(own, sumAt(part, count, lane));
    },
  };
}

/**
 * Adds the sum of value times count from `start` to before `end` to each part, for each lane. Written out, because it is
 * the hot loop.
 * @param places where the sums of each part start
 * @param column where those of the column start among them
 */
function addRun(
  values: Float64Array,
  counts: Float64Array,
  start: number,
  end: number,
  sums: Float64Array,
  places: Int32Array,
  column: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = start; at < end; at++) {
    const value = values[at]!;
    a += counts[lanes * at]! * value;
    b += counts[lanes * at + 1]! * value;
    c += counts[lanes * at + 2]! * value;
    d += counts[lanes * at + 3]! * value;
  }
  for (let part = 0; part < places.length; part++) {
    const place = places[part]! + column;
    sums[place]! += a;
    sums[place + 1]! += b;
    sums[place + 2]! += c;
    sums[place + 3]! += d;
  }
}

/** The schools by the combination of parts that they are in. `place` is where a row stands among `rows`. */
function runsOf(parts: readonly PartRows[], size: number) {
  const partsOfRow = Array.from({ length: size }, (): number[] => []);
  for (const [part, { rows }] of parts.entries()) for (const row of rows) partsOfRow[row]!.push(part);
  const together = [...rowsOfEach(partsOfRow.map((parts) => parts.join(" "))).values()];
  const rows = Int32Array.from(together.flat());
  const place = new Int32Array(size);
  for (const [at, row] of rows.entries()) place[row] = at;
  let end = 0;
  const runs = together.map((rows) => {
    const start = end;
    end += rows.length;
    return { start, end, parts: partsOfRow[rows[0]!]! };
  });
  return { runs, rows, place };
}

/** Each column once, 0 for schools that do not count; most figures of two lists count the same schools. */
function distinctColumns(sampled: readonly Sampled<string>[]) {
  const columns: Float64Array[] = [];
  const byHash = new Map<number, number[]>();
  const indexOf = (column: Float64Array) => {
    const hash = column.reduce((sum, value, row) => sum + value * ((row % 8191) + 1), 0);
    const alike = byHash.get(hash) ?? [];
    byHash.set(hash, alike);
    const found = alike.find((index) => columns[index]!.every((value, row) => value === column[row]));
    if (found !== undefined) return found;
    alike.push(columns.length);
    return columns.push(column) - 1;
  };
  const indexes = sampled.map(({ columns: [first, ...others] }) => {
    const counts = first.map((value) => (Number.isNaN(value) ? 0 : 1));
    const cleared = [first, ...others].map((column) => column.map((value, row) => (counts[row] === 1 ? value : 0)));
    return { count: indexOf(counts), summed: cleared.map(indexOf) };
  });
  return { columns, indexes };
}
