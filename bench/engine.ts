// The kernel beside what its users could pick instead, in one run, in turns, on one thread each: ratios, never lone times.
//   npm run bench:engine [-- quick]
// CPU seconds decide, for other work on the machine moves them least; wall time is told where threads are compared.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CandidateRules } from "../src/matching/candidates.js";
import { openEngine } from "../src/matching/kernel/engine.js";
import { searchPlainly } from "../src/matching/kernel/plain.js";
import { searchNearest } from "../src/matching/kernel.js";
import { everybody, type Figures, inventedFigures, inventedPlaces, publishedFigures } from "./engine-figures.js";
import { simdLimit } from "./engine-limit.js";
import { findRivals, type Rival, type Seconds } from "./engine-rivals.js";

const quick = process.argv.includes("quick");
const rounds = quick ? 5 : 9;
const folder = mkdtempSync(join(tmpdir(), "kindred-engine-"));

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const times = (value: number) => `${value.toFixed(2)}x`;

interface Case {
  readonly figures: Figures;
  readonly k: number;
  /** Every so-manieth row seeks. */
  readonly step?: number;
  readonly candidates?: CandidateRules;
  readonly threads?: number;
}

const sizeOf = ({ figures }: Case) => figures.dimensions[0]!.length;
const queriesOf = (one: Case) =>
  Int32Array.from({ length: Math.ceil(sizeOf(one) / (one.step ?? 1)) }, (_, at) => at * (one.step ?? 1));

async function timed(work: () => unknown): Promise<Seconds> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
}

function kernel(one: Case) {
  const size = sizeOf(one);
  const points = { dimensions: one.figures.dimensions, complete: new Uint8Array(size).fill(1) };
  const queries = one.step ? queriesOf(one) : undefined;
  const search = { metric: "euclidean" as const, k: one.k, threads: one.threads ?? 1, queries };
  return () => searchNearest(one.candidates ?? everybody(size), points, search);
}

/** Of 200 rows: how many of the plain path's peers were found, and whether all in its order at its distances. */
function agreement(one: Case): { recall: number; isIdentical: boolean } {
  const size = sizeOf(one);
  const queries = Int32Array.from({ length: 200 }, (_, at) => Math.floor((at * size) / 200));
  const points = { dimensions: one.figures.dimensions, complete: new Uint8Array(size).fill(1) };
  const search = { metric: "euclidean" as const, k: one.k, queries };
  const [fast, plain] = [searchNearest, searchPlainly].map((way) => way(everybody(size), points, search));
  let [hits, all, isIdentical] = [0, 0, true];
  for (const row of queries) {
    const at = [row * one.k, row * one.k + plain!.counts[row]!] as const;
    const [mine, wanted] = [[...fast!.rows.slice(...at)], [...plain!.rows.slice(...at)]];
    all += wanted.length;
    hits += wanted.filter((peer) => mine.includes(peer)).length;
    isIdentical &&= wanted.every((peer, rank) => peer === mine[rank]);
    isIdentical &&= fast!.distances.slice(...at).every((distance, rank) => distance === plain!.distances[at[0] + rank]);
  }
  return { recall: hits / all, isIdentical };
}

/** Median CPU seconds: the kernel's own, and each rival's over them. */
interface Compared {
  readonly own: number;
  readonly ratios: ReadonlyMap<string, number>;
}

/** One line a rival: how many times the kernel's CPU seconds it takes. */
async function compare(one: Case, rivals: readonly Rival[], plainToo = true): Promise<Compared> {
  const [size, width] = [sizeOf(one), one.figures.dimensions.length];
  const file = join(folder, "points");
  const rows = new Float64Array(size * width);
  one.figures.dimensions.forEach((values, d) => {
    values.forEach((value, row) => {
      rows[row * width + d] = value;
    });
  });
  writeFileSync(file, rows);
  const run = kernel(one);
  run();
  run();
  const request = { file, dimensions: width, k: one.k, step: one.step ?? 1 };
  const ratios = new Map<string, number[]>();
  const own = [(await timed(run)).cpu];
  for (let round = 0; round < rounds; round++) {
    for (const rival of rivals) {
      // Who is far behind is asked three times only, who is out of sight once.
      const behind = median(ratios.get(rival.name) ?? [0]);
      if ((round >= 3 && behind > 6) || (round >= 1 && behind > 15)) continue;
      const mine = (await timed(run)).cpu;
      own.push(mine);
      const theirs = (await rival.search(request)).cpu;
      ratios.set(rival.name, [...(ratios.get(rival.name) ?? []), theirs / mine]);
    }
  }
  const { recall, isIdentical } = agreement(one);
  const sought = one.step ? `, ${Math.ceil(size / one.step)} sought` : "";
  console.log(`\n${one.figures.name}: n = ${size}${sought}, d = ${width}, k = ${one.k}`);
  console.log(
    `  recall ${recall}, ${isIdentical ? "order and distances identical" : "NOT IDENTICAL"} to float64 brute force`,
  );
  for (const [name, all] of ratios) {
    console.log(
      `  ${name.padEnd(34)} ${times(median(all)).padStart(8)}  (${times(Math.min(...all))} to ${times(Math.max(...all))})`,
    );
  }
  if (plainToo) {
    const step = Math.ceil(size / 400);
    const sample = { ...one, step };
    const queries = queriesOf(sample);
    const points = { dimensions: one.figures.dimensions, complete: new Uint8Array(size).fill(1) };
    const { cpu } = await timed(() =>
      searchPlainly(everybody(size), points, { metric: "euclidean", k: one.k, queries }),
    );
    const all = (cpu * Math.ceil(size / (one.step ?? 1))) / queries.length;
    console.log(`  ${"plain typed arrays, from 400 rows".padEnd(34)} ${times(all / median(own)).padStart(8)}`);
  }
  return { own: median(own), ratios: new Map(Array.from(ratios, ([name, all]) => [name, median(all)])) };
}

/** @returns a's seconds over b's, taken in turns: of CPU time the medians, of wall time the least on either side */
async function ratio(a: () => unknown, b: () => unknown): Promise<Seconds> {
  const walls: [number, number][] = [];
  const cpus: number[] = [];
  for (const warm of [a, b, a, b]) warm();
  for (let round = 0; round < 4 * rounds; round++) {
    const [one, other] = [await timed(a), await timed(b)];
    walls.push([one.wall, other.wall]);
    cpus.push(one.cpu / other.cpu);
  }
  const least = (side: 0 | 1) => Math.min(...walls.map((pair) => pair[side]));
  return { wall: least(0) / least(1), cpu: median(cpus) };
}

console.log(`Node ${process.version}; ${openEngine() ? "WebAssembly SIMD" : "NO SIMD: the plain path beside itself"}`);
console.log("CPU seconds of each engine over the kernel's, building its index included: medians (least to greatest).");
const { rivals, end } = await findRivals();
try {
  const england = 16_800;
  const shapes = quick ? [[12, 20]] : [8, 12, 20].flatMap((d) => [20, 60].map((k) => [d, k]));
  const compared = new Map<string, Compared>();
  for (const [d, k] of shapes as [number, number][]) {
    compared.set(`${d} ${k}`, await compare({ figures: inventedFigures(england, d), k }, rivals));
  }
  const published = publishedFigures();
  if (published) await compare({ figures: published, k: 20 }, rivals);
  else console.log("\npublished figures of 2018/19: ../shared/data is absent");

  if (!quick) {
    const phases = [compared.get("12 20")!];
    for (const size of [3_400, 1_050, 350, 170])
      phases.push(await compare({ figures: inventedFigures(size, 12), k: 20 }, rivals));
    const own = phases.reduce((sum, phase) => sum + phase.own, 0);
    console.log("\nall of England by phase, d = 12, k = 20:");
    for (const { name } of rivals) {
      const theirs = phases.reduce((sum, phase) => sum + phase.own * phase.ratios.get(name)!, 0);
      console.log(`  ${name.padEnd(34)} ${times(theirs / own).padStart(8)}`);
    }
  }

  const typical: Case = { figures: inventedFigures(england, 12), k: 20 };
  const threads = await ratio(kernel(typical), kernel({ ...typical, threads: 2 }));
  console.log(`\none thread over two, best of each: wall ${times(threads.wall)}, CPU ${times(threads.cpu)}`);
  const near = { ...inventedPlaces(england), metres: 25_000 };
  const radius = await ratio(kernel({ ...typical, candidates: everybody(england, { near }) }), kernel(typical));
  console.log(`within 25 km over anywhere: CPU ${times(radius.cpu)}`);

  const limit = await simdLimit();
  const measured = median(Array.from({ length: 5 }, limit));
  for (const [shape, { own }] of compared) {
    const [d, k] = shape.split(" ").map(Number) as [number, number];
    const share = (england * england * d * 3) / measured / own;
    console.log(
      `d = ${d}, k = ${k}: brute force at the limit of SIMD128 would take ${times(share)} of the kernel's time`,
    );
  }
  const [d12, d20] = ["12 20", "20 20"].map((shape) => compared.get(shape)?.own);
  if (d12 && d20) console.log(`d = 20 over d = 12: ${times(d20 / d12)}`);

  if (!quick) await growth(rivals);
} finally {
  end();
  rmSync(folder, { recursive: true });
}

/** Seconds a query and seconds to plant the tree as powers of n, between a hundred thousand rows and a million. */
async function growth(all: readonly Rival[]) {
  const sizes = [100_000, 1_000_000];
  const perQuery: number[] = [];
  const planting: number[] = [];
  for (const size of sizes) {
    const figures = inventedFigures(size, 12);
    const [few, many] = [500, 4_500].map((count) => kernel({ figures, k: 20, step: Math.floor(size / count) }));
    few!();
    const [less, more] = [(await timed(few!)).cpu, (await timed(many!)).cpu];
    perQuery.push((more - less) / 4_000);
    planting.push(less - 500 * perQuery.at(-1)!);
    const some = size > 500_000 ? all.filter(({ name }) => /Faiss|float32/.test(name)) : all;
    await compare({ figures, k: 20, step: size / 1000 }, some, false);
  }
  const exponent = ([a, b]: number[]) => (Math.log(b! / a!) / Math.log(sizes[1]! / sizes[0]!)).toFixed(2);
  console.log(`\na query grows as n^${exponent(perQuery)}, planting the tree as n^${exponent(planting)}`);
}
