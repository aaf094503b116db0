// Finds the fewest changes of class that explain every difference of a problem.
import { type Change, countings, shareOf, type Unit, unitsOf } from "./change.js";
import { explains, type Problem, weighted } from "./problem.js";

/** Explanations of the same number of changes; more than one where the sessions cannot show which. */
export interface Found {
  readonly explanations: readonly (readonly Change[])[];
  /** There are more, which are not listed. */
  readonly more: boolean;
}

/** A unit counted in one way, with what it adds up to each day, from 0 before the first. */
interface Line {
  readonly unit: Unit;
  readonly counting: Change["counting"];
  readonly days: readonly number[];
  readonly upTo: readonly bigint[];
}

/** A change with what it adds. */
interface Candidate {
  readonly change: Change;
  readonly sum: bigint;
}

/**
 * One change for all dates, from or up to a date, or between two; then two changes for all dates; then two of which
 * one or both begin or end at a date; then three for all dates.
 * @param most changes
 * @param listed explanations at most
 */
export function fewestChanges(
  problem: Problem,
  { most, listed }: { readonly most: 1 | 3; readonly listed: number } = { most: 3, listed: 5 },
): Found {
  const lines = linesOf(problem);
  const whole = lines.map(wholeOf);
  const steps: (() => Generator<readonly Change[]>)[] = [
    () => singles(whole, problem.sum),
    () => openSingles(lines, problem.sum),
    () => windows(lines, problem.sum),
  ];
  if (most > 1) {
    const dated = () => [...whole, ...lines.flatMap((line) => [...openOf(line)])];
    steps.push(() => pairs(whole, problem.sum));
    steps.push(() => pairs(dated(), problem.sum));
    steps.push(() => triples(whole, problem.sum));
  }
  for (const step of steps) {
    const found: (readonly Change[])[] = [];
    for (const changes of step()) {
      if (!explains(changes, problem)) continue;
      if (found.length === listed) return { explanations: found, more: true };
      found.push(changes);
    }
    if (found.length > 0) return { explanations: found, more: false };
  }
  return { explanations: [], more: false };
}

/** One for each unit and counting that would change something, and not the same as one before. */
function linesOf({ sums }: Problem): Line[] {
  const seen = new Set<string>();
  return unitsOf(new Set(sums.keys())).flatMap((unit) =>
    countings.flatMap((counting) => {
      const weights = unit.codes.map((code) => [code, weighted(shareOf({ counting }, code))] as const);
      const changed = weights.filter(([, weight]) => weight !== 0n);
      const key = `${counting.text} ${changed.map(([code]) => code).join()}`;
      if (changed.length === 0 || seen.has(key)) return [];
      seen.add(key);
      const added = new Map<number, bigint>();
      for (const [code, weight] of changed) {
        for (const [day, sum] of sums.get(code)!) added.set(day, (added.get(day) ?? 0n) + weight * sum);
      }
      const days = [...added.keys()].sort((a, b) => a - b);
      const upTo = [0n];
      for (const day of days) upTo.push(upTo.at(-1)! + added.get(day)!);
      return { unit, counting, days, upTo };
    }),
  );
}

function wholeOf({ unit, counting, upTo }: Line): Candidate {
  return { change: { unit, counting, from: null, to: null }, sum: upTo.at(-1)! };
}

/** From each day but the first, and up to each day but the last; of those with that sum, if one is given. */
function* openOf({ unit, counting, days, upTo }: Line, wanted?: bigint): Generator<Candidate> {
  const all = upTo.at(-1)!;
  for (let at = 1; at < days.length; at++) {
    const before = upTo[at]!;
    if (wanted === undefined || before === all - wanted)
      yield { change: { unit, counting, from: days[at]!, to: null }, sum: all - before };
    if (wanted === undefined || before === wanted)
      yield { change: { unit, counting, from: null, to: days[at - 1]! }, sum: before };
  }
}

function* singles(candidates: Iterable<Candidate>, sum: bigint): Generator<readonly Change[]> {
  for (const candidate of candidates) if (candidate.sum === sum) yield [candidate.change];
}

function* openSingles(lines: readonly Line[], sum: bigint): Generator<readonly Change[]> {
  for (const line of lines) yield* singles(openOf(line, sum), sum);
}

/** Between two days, neither of which is the first or the last. */
function* windows(lines: readonly Line[], sum: bigint): Generator<readonly Change[]> {
  for (const { unit, counting, days, upTo } of lines) {
    const startAt = new Map<bigint, number>();
    for (let end = 1; end < days.length; end++) {
      const start = startAt.get(upTo[end]! - sum);
      if (start !== undefined) yield [{ unit, counting, from: days[start]!, to: days[end - 1]! }];
      startAt.set(upTo[end]!, end);
    }
  }
}

function* pairs(candidates: readonly Candidate[], sum: bigint): Generator<readonly Change[]> {
  const earlier = new Map<bigint, Change[]>();
  for (const { change, sum: added } of candidates) {
    for (const other of earlier.get(sum - added) ?? []) if (!overlap(other, change)) yield [other, change];
    earlier.set(added, [...(earlier.get(added) ?? []), change]);
  }
}

function* triples(candidates: readonly Candidate[], sum: bigint): Generator<readonly Change[]> {
  for (const [at, { change, sum: added }] of candidates.entries()) {
    const later = candidates.slice(at + 1);
    for (const two of pairs(later, sum - added))
      if (!two.some((other) => overlap(other, change))) yield [change, ...two];
  }
}

/** They would both change a mark. */
function overlap(a: Change, b: Change): boolean {
  if (!a.unit.codes.some((code) => b.unit.codes.includes(code))) return false;
  const meets = (from: number | null, to: number | null) => from === null || to === null || from <= to;
  return meets(a.from, b.to) && meets(b.from, a.to);
}
