// Measures this machine's SIMD128 limit: independent additions and multiplications of four numbers each.
import asc from "assemblyscript/asc";

const source = `
export function work(rounds: i32, one: f32): f32 {
  let a = f32x4.splat(1), b = f32x4.splat(2), c = f32x4.splat(3), d = f32x4.splat(4);
  let e = f32x4.splat(5), f = f32x4.splat(6), g = f32x4.splat(7), h = f32x4.splat(8);
  const factor = f32x4.splat(one), term = f32x4.splat(one);
  for (let round = 0; round < rounds; round++) {
${["a", "b", "c", "d", "e", "f", "g", "h"]
  .map((v, index) => `    ${v} = f32x4.${index % 3 === 2 ? `mul(${v}, factor)` : `add(${v}, term)`};`)
  .join("\n")
  .repeat(4)}
  }
  const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  return f32x4.extract_lane(sum, 0);
}`;
const operationsPerRound = 32 * 4;

/** Compiles the program once. @returns a function that measures float32 operations per second of CPU time */
export async function simdLimit(): Promise<() => number> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error } = await asc.main(["limit.ts", "-O3", "--enable", "simd", "--runtime", "stub", "-o", "limit.wasm"], {
    readFile: (name) => (name === "limit.ts" ? source : null),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw error ?? new Error("the SIMD128 program does not compile");
  const { instance } = await WebAssembly.instantiate(binary);
  // Multiplying by 1 and adding 1 neither overflows nor produces slow denormal numbers.
  const work = instance.exports.work as (rounds: number, one: number) => number;
  const rounds = 4_000_000;
  // Warms up until the optimising compiler has compiled it.
  for (let run = 0; run < 20; run++) work(rounds / 100, 1);
  return () => {
    const start = process.cpuUsage();
    work(rounds, 1);
    const { user, system } = process.cpuUsage(start);
    return (rounds * operationsPerRound) / ((user + system) / 1e6);
  };
}
