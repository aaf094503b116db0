// The WebAssembly engine of this process: one module, one shared memory that grows, and threads that wait for work.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { doneSlot, failedSlot, headerSize, jobSlot, nextSlot, totalSlot } from "./assembly/layout.js";

/** Queries that a thread takes at a time. */
const chunk = 64;
const pageSize = 65_536;
const mostThreads = 4;
/** 4 GB: what 32 bits can address. */
const mostPages = 65_536;
/** Where `nextSlot` stands between searches: no thread takes a chunk. */
const closed = 2 ** 30;
const compiled = new URL("./kernel.wasm", import.meta.url);

/** A module whose one function splats a vector: valid where the engine knows SIMD. */
const simdSample = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

interface Exports {
  prepare(): void;
  search(first: number, last: number, thread: number): void;
}

export interface Engine {
  readonly memory: WebAssembly.Memory;
  /** Makes room for so many bytes; views of the memory are to be made after it. @throws RangeError where there is none */
  reserve(bytes: number): void;
  /** How many scratches a search on so many threads has to have: one that was late for the last may join in. */
  scratches(threads: number): number;
  /** Turns the points that the header tells of, and plants the tree. */
  prepare(): void;
  /** Searches for `totalSlot` rows with the header as it stands. @param threads this one included */
  run(threads: number, onProgress: (rows: number) => void): void;
}

let engine: Engine | null | undefined;

/** @returns null where WebAssembly has no SIMD here, or no memory to share, or the module was not built */
export function openEngine(): Engine | null {
  if (!WebAssembly.validate(simdSample)) return null;
  if (engine === undefined) engine = existsSync(compiled) ? startEngine(readFileSync(compiled)) : null;
  return engine;
}

/** As `KINDRED_THREADS` says; else one a core, at most four. */
export function threadsHere(): number {
  const asked = Number(process.env.KINDRED_THREADS);
  return Number.isInteger(asked) && asked > 0 ? asked : Math.min(availableParallelism(), mostThreads);
}

/** Addresses only: pages are taken as they are needed. */
function reserveMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
  } catch {
    return null;
  }
}

function startEngine(bytes: Uint8Array<ArrayBuffer>): Engine | null {
  const memory = reserveMemory();
  if (!memory) return null;
  const module = new WebAssembly.Module(bytes);
  const { prepare, search } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  // Of a shared memory, what was seen once stays where it is.
  const header = new Int32Array(memory.buffer, 0, headerSize / 4);
  header[nextSlot] = closed;
  let helpers = 0;

  const help = (threads: number) => {
    for (; helpers < threads - 1; helpers++) {
      const slots = { jobSlot, nextSlot, totalSlot, doneSlot, failedSlot };
      const workerData = { module, memory, header, thread: helpers + 1, chunk, slots };
      // A thread that dies before it takes a chunk is not missed; one that dies in it says so.
      const worker = new Worker(new URL("./thread.js", import.meta.url), { workerData, execArgv: [], env: {} });
      worker.on("error", () => {});
      worker.unref();
    }
    Atomics.add(header, jobSlot, 1);
    Atomics.notify(header, jobSlot);
  };

  return {
    memory,
    scratches: (threads) => Math.max(threads, helpers + 1),
    reserve: (end) => {
      const missing = Math.ceil(end / pageSize) - memory.buffer.byteLength / pageSize;
      if (missing > 0) memory.grow(missing);
    },
    prepare,
    run: (threads, onProgress) => {
      const total = header[totalSlot]!;
      header[doneSlot] = 0;
      header[failedSlot] = 0;
      Atomics.store(header, nextSlot, 0);
      if (threads > 1) help(threads);
      try {
        for (;;) {
          const first = Atomics.add(header, nextSlot, chunk);
          if (first >= total) break;
          const last = Math.min(first + chunk, total);
          search(first, last, 0);
          onProgress(Atomics.add(header, doneSlot, last - first) + last - first);
        }
        for (let done = 0; done < total; ) {
          done = Atomics.load(header, doneSlot);
          onProgress(done);
          if (Atomics.load(header, failedSlot) !== 0) throw new Error("a thread of the kernel failed");
          if (done < total) Atomics.wait(header, doneSlot, done, 1000);
        }
      } finally {
        Atomics.store(header, nextSlot, closed);
      }
    },
  };
}
