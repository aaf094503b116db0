// Compares the kernel with other engines, each on one thread, in alternation. Prints ratios, not single times.
//   npm run bench:engine [-- quick | small]
// Uses CPU seconds, which other work on the machine changes least, and wall time only to compare numbers of threads.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CandidateRules } from "../src/matching/candidates.js";
import { openEngine } from "../src/matching/kernel/engine.js";
import { searchPlainly } from "../src/matching/kernel/plain.js";
import { searchNearest } from "../src/matching/kernel.js";
import { allCandidates, inventedLocations, inventedPoints, type PointSet, publishedPoints } from "./engine-figures.js";
import { simdLimit } from "./engine-limit.js";
import { findRivals, type Rival, type Seconds } from "./engine-rivals.js";

const quick = process.argv.includes("quick");
const small = process.argv.includes("small");
const rounds = quick ? 5 : 9;
/** Number of rows; blocks of a few hundred rows are most of England's. */
const smallSizes = [3_400, 2_000, 1_050, 700, 500, 350, 170, 100, 50];
const phaseSizes = [3_400, 1_050, 350, 170];
const folder = mkdtempSync(join(tmpdir(), "kindred-engine-"));

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const times = (value: number) => `${value.toFixed(2)}x`;

interface Case {
  readonly points: PointSet;
  readonly k: number;
  /** Every `step`th row is a query; every row if not given. */
  readonly step?: number;
  readonly candidates?: CandidateRules;
  readonly threads?: number;
}

const sizeOf = ({ points }: Case) => points.dimensions[0]!.length;

function queriesOf(testCase: Case): Int32Array {
  const { step = 1 } = testCase;
  return Int32Array.from({ length: Math.ceil(sizeOf(testCase) / step) }, (_, index) => index * step);
}

/** @returns the times of one action */
async function timed(action: () => unknown, repeats = 1): Promise<Seconds> {
  const startWall = performance.now();
  const startCpu = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) action();
  const { user, system } = process.cpuUsage(startCpu);
  return { wall: (performance.now() - startWall) / 1000 / repeats, cpu: (user + system) / 1e6 / repeats };
}

/** @returns a function that does the case's search with the kernel */
function kernel(testCase: Case) {
  const size = sizeOf(testCase);
  const points = { dimensions: testCase.points.dimensions, complete: new Uint8Array(size).fill(1) };
  const queries = testCase.step ? queriesOf(testCase) : undefined;
  const search = { metric: "euclidean" as const, k: testCase.k, threads: testCase.threads ?? 1, queries };
  return () => searchNearest(testCase.candidates ?? allCandidates(size), points, search);
}

/**
 * For 200 rows: the share of the plain search's peers that were found, and whether order and distances are the same.
 */
function agreement(testCase: Case): { recall: number; isIdentical: boolean } {
  const { k } = testCase;
  const size = sizeOf(testCase);
  const queries = Int32Array.from({ length: 200 }, (_, index) => Math.floor((index * size) / 200));
  const points = { dimensions: testCase.points.dimensions, complete: new Uint8Array(size).fill(1) };
  const search = { metric: "euclidean" as const, k, queries };
  const fast = searchNearest(allCandidates(size), points, search);
  const plain = searchPlainly(allCandidates(size), points, search);
  let hits = 0;
  let total = 0;
  let isIdentical = true;
  for (const row of queries) {
    const start = row * k;
    const end = start + plain.counts[row]!;
    const found = fast.rows.slice(start, end);
    const expected = plain.rows.slice(start, end);
    total += expected.length;
    hits += expected.filter((peer) => found.includes(peer)).length;
    isIdentical &&= expected.every((peer, rank) => peer === found[rank]);
    isIdentical &&= expected.every((_, rank) => fast.distances[start + rank] === plain.distances[start + rank]);
  }
  return { recall: hits / total, isIdentical };
}

/** Median CPU seconds of the kernel, and each rival's as a multiple of them. */
interface Comparison {
  readonly kernelSeconds: number;
  readonly ratios: ReadonlyMap<string, number>;
}

/** Prints one line per rival: its CPU seconds as a multiple of the kernel's. */
async function compare(testCase: Case, rivals: readonly Rival[], withPlain = true): Promise<Comparison> {
  const { points, k, step = 1 } = testCase;
  const size = sizeOf(testCase);
  const width = points.dimensions.length;
  const file = join(folder, "points");
  const rows = new Float64Array(size * width);
  points.dimensions.forEach((values, d) => {
    values.forEach((value, row) => {
      rows[row * width + d] = value;
    });
  });
  writeFileSync(file, rows);
  const search = kernel(testCase);
  // A turn of a small case is many searches, and it gets more turns.
  const repeats = Math.max(1, Math.round((step * 3e6) / size ** 2));
  const turns = repeats > 1 ? 3 * rounds : rounds;
  for (let warmUp = 0; warmUp < 2 * repeats; warmUp++) search();
  const request = { file, dimensions: width, k, step, repeats };
  const ratios = new Map<string, number[]>();
  const kernelTimes = [(await timed(search, repeats)).cpu];
  for (let round = 0; round < turns; round++) {
    for (const rival of rivals) {
      // A rival that takes more than 6 times as long is measured three times only, more than 15 times once.
      const ratio = median(ratios.get(rival.name) ?? [0]);
      if ((round >= 3 && ratio > 6) || (round >= 1 && ratio > 15)) continue;
      const kernelTime = (await timed(search, repeats)).cpu;
      kernelTimes.push(kernelTime);
      const rivalTime = (await rival.search(request)).cpu;
      ratios.set(rival.name, [...(ratios.get(rival.name) ?? []), rivalTime / kernelTime]);
    }
  }
  const { recall, isIdentical } = agreement(testCase);
  const queryCount = testCase.step ? `, ${Math.ceil(size / step)} queries` : "";
  console.log(`\n${points.name}: n = ${size}${queryCount}, d = ${width}, k = ${k}`);
  console.log(
    `  recall ${recall}, ${isIdentical ? "order and distances identical" : "NOT IDENTICAL"} to float64 brute force`,
  );
  for (const [name, all] of ratios) {
    console.log(
      `  ${name.padEnd(34)} ${times(median(all)).padStart(8)}  (${times(Math.min(...all))} to ${times(Math.max(...all))})`,
    );
  }
  if (withPlain) {
    const queries = queriesOf({ ...testCase, step: Math.ceil(size / 400) });
    const plainPoints = { dimensions: points.dimensions, complete: new Uint8Array(size).fill(1) };
    const { cpu } = await timed(() =>
      searchPlainly(allCandidates(size), plainPoints, { metric: "euclidean", k, queries }),
    );
    const seconds = (cpu * Math.ceil(size / step)) / queries.length;
    const ratio = seconds / median(kernelTimes);
    console.log(`  ${"plain typed arrays, from 400 rows".padEnd(34)} ${times(ratio).padStart(8)}`);
  }
  const medians = Array.from(ratios, ([name, all]) => [name, median(all)] as const);
  return { kernelSeconds: median(kernelTimes), ratios: new Map(medians) };
}

/**
 * @returns a's seconds over b's, measured in alternation: the median ratio of CPU time, the ratio of shortest wall
 * times
 */
async function ratioOf(a: () => unknown, b: () => unknown): Promise<Seconds> {
  const timesOfA: Seconds[] = [];
  const timesOfB: Seconds[] = [];
  for (const warmUp of [a, b, a, b]) warmUp();
  for (let round = 0; round < 4 * rounds; round++) {
    timesOfA.push(await timed(a));
    timesOfB.push(await timed(b));
  }
  const shortest = (list: readonly Seconds[]) => Math.min(...list.map(({ wall }) => wall));
  const cpuRatios = timesOfA.map(({ cpu }, round) => cpu / timesOfB[round]!.cpu);
  return { wall: shortest(timesOfA) / shortest(timesOfB), cpu: median(cpuRatios) };
}

console.log(
  `Node ${process.version}; ${openEngine() ? "WebAssembly SIMD" : "NO SIMD: compares the plain path with itself"}`,
);
console.log("CPU seconds of each engine over the kernel's, index included: medians (least to greatest).");
const { rivals, end } = await findRivals();
try {
  const bySize = quick ? new Map() : await compareSmall(rivals);
  if (!small) await compareLarge(rivals, bySize);
} finally {
  end();
  rmSync(folder, { recursive: true });
}

async function compareSmall(allRivals: readonly Rival[]): Promise<Map<number, Comparison>> {
  const bySize = new Map<number, Comparison>();
  for (const size of smallSizes)
    bySize.set(size, await compare({ points: inventedPoints(size, 12), k: 20 }, allRivals));
  return bySize;
}

async function compareLarge(rivals: readonly Rival[], bySize: ReadonlyMap<number, Comparison>) {
  const england = 16_800;
  const shapes = quick ? [[12, 20]] : [8, 12, 20].flatMap((d) => [20, 60].map((k) => [d, k]));
  const comparisons = new Map<string, Comparison>();
  for (const [d, k] of shapes as [number, number][]) {
    comparisons.set(`${d} ${k}`, await compare({ points: inventedPoints(england, d), k }, rivals));
  }
  const published = publishedPoints();
  if (published) await compare({ points: published, k: 20 }, rivals);
  else console.log("\npublished figures of 2018/19: ../shared/data is missing");

  if (!quick) {
    const phases = [comparisons.get("12 20")!, ...phaseSizes.map((size) => bySize.get(size)!)];
    const kernelTotal = phases.reduce((sum, { kernelSeconds }) => sum + kernelSeconds, 0);
    console.log("\nall of England by phase, d = 12, k = 20:");
    for (const { name } of rivals) {
      const rivalTotal = phases.reduce((sum, { kernelSeconds, ratios }) => sum + kernelSeconds * ratios.get(name)!, 0);
      console.log(`  ${name.padEnd(34)} ${times(rivalTotal / kernelTotal).padStart(8)}`);
    }
  }

  const typical: Case = { points: inventedPoints(england, 12), k: 20 };
  const threads = await ratioOf(kernel(typical), kernel({ ...typical, threads: 2 }));
  console.log(`\none thread over two, best of each: wall ${times(threads.wall)}, CPU ${times(threads.cpu)}`);
  const near = { ...inventedLocations(england), metres: 25_000 };
  const radius = await ratioOf(kernel({ ...typical, candidates: allCandidates(england, { near }) }), kernel(typical));
  console.log(`within 25 km over anywhere: CPU ${times(radius.cpu)}`);

  const measureLimit = await simdLimit();
  const operationsPerSecond = median(Array.from({ length: 5 }, measureLimit));
  for (const [shape, { kernelSeconds }] of comparisons) {
    const [d, k] = shape.split(" ").map(Number) as [number, number];
    const share = (england * england * d * 3) / operationsPerSecond / kernelSeconds;
    console.log(
      `d = ${d}, k = ${k}: brute force at the limit of SIMD128 would take ${times(share)} of the kernel's time`,
    );
  }
  const d12 = comparisons.get("12 20")?.kernelSeconds;
  const d20 = comparisons.get("20 20")?.kernelSeconds;
  if (d12 && d20) console.log(`d = 20 over d = 12: ${times(d20 / d12)}`);

  if (!quick) await growth(rivals);
}

/** Seconds per query and seconds to build the tree as powers of n, from 100,000 to 1,000,000 rows. */
async function growth(allRivals: readonly Rival[]) {
  const sizes = [100_000, 1_000_000];
  const queryTimes: number[] = [];
  const buildTimes: number[] = [];
  for (const size of sizes) {
    const points = inventedPoints(size, 12);
    const searchWith = (queries: number) => kernel({ points, k: 20, step: Math.floor(size / queries) });
    searchWith(500)();
    const fewQueries = (await timed(searchWith(500))).cpu;
    const manyQueries = (await timed(searchWith(4_500))).cpu;
    const perQuery = (manyQueries - fewQueries) / 4_000;
    queryTimes.push(perQuery);
    buildTimes.push(fewQueries - 500 * perQuery);
    const fastRivals = size > 500_000 ? allRivals.filter(({ name }) => /Faiss|float32/.test(name)) : allRivals;
    await compare({ points, k: 20, step: size / 1000 }, fastRivals, false);
  }
  const exponent = ([a, b]: number[]) => (Math.log(b! / a!) / Math.log(sizes[1]! / sizes[0]!)).toFixed(2);
  console.log(`\na query grows as n^${exponent(queryTimes)}, building the tree as n^${exponent(buildTimes)}`);
}
