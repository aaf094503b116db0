// The WebAssembly engine of this process: one module, one growing shared memory, and threads that wait for work.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { doneSlot, failedSlot, headerSize, jobSlot, nextSlot, queryCountSlot } from "./assembly/layout.js";

/** Number of queries that a thread takes at a time. */
const chunk = 64;
const pageSize = 65_536;
const maxThreads = 4;
/** 4 GB: what 32 bits can address. */
const maxPages = 65_536;
/** The value of `nextSlot` between searches, at which no thread takes a chunk. */
const closed = 2 ** 30;
const wasmFile = new URL("./kernel.wasm", import.meta.url);

/** A module whose one function splats a vector: valid only if the runtime supports SIMD. */
const simdSample = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

interface Exports {
  prepare(): boolean;
  search(first: number, last: number, thread: number): void;
}

export interface Engine {
  readonly memory: WebAssembly.Memory;
  /** Grows the memory to this size. Create views of it afterwards. @throws RangeError if there is not enough memory */
  reserve(bytes: number): void;
  /** Scratch areas that a search on this many threads needs: a thread that was late for the last search may join in. */
  scratches(threads: number): number;
  /** Rotates the points that the header points to, and builds the tree. */
  prepare(): boolean;
  /** Searches for the queries in the header. @param threads including this one */
  run(threads: number, onProgress: (rows: number) => void): void;
}

let engine: Engine | null | undefined;

/** @returns null if WebAssembly has no SIMD or no shared memory, or the module was not built */
export function openEngine(): Engine | null {
  if (engine === undefined) {
    const isPossible = WebAssembly.validate(simdSample) && existsSync(wasmFile);
    engine = isPossible ? startEngine(readFileSync(wasmFile)) : null;
  }
  return engine;
}

/** The value of `KINDRED_THREADS`; otherwise one per core, at most four. */
export function defaultThreads(): number {
  const configured = Number(process.env.KINDRED_THREADS);
  if (Number.isInteger(configured) && configured > 0) return configured;
  return Math.min(availableParallelism(), maxThreads);
}

/** Reserves addresses only; pages are allocated when used. */
function reserveMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: maxPages, shared: true });
  } catch {
    return null;
  }
}

function startEngine(bytes: Uint8Array<ArrayBuffer>): Engine | null {
  const memory = reserveMemory();
  if (!memory) return null;
  const module = new WebAssembly.Module(bytes);
  const { prepare, search } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  // A view of shared memory stays valid when the memory grows.
  const header = new Int32Array(memory.buffer, 0, headerSize / 4);
  header[nextSlot] = closed;
  let helpers = 0;

  const wakeHelpers = (threads: number) => {
    while (helpers < threads - 1) {
      const slots = { jobSlot, nextSlot, queryCountSlot, doneSlot, failedSlot };
      const workerData = { module, memory, header, thread: helpers + 1, chunk, slots };
      // A thread that dies before it takes a chunk does no harm; one that dies during a chunk sets `failedSlot`.
      const worker = new Worker(new URL("./thread.js", import.meta.url), { workerData, execArgv: [], env: {} });
      worker.on("error", () => {});
      worker.unref();
      helpers++;
    }
    Atomics.add(header, jobSlot, 1);
    Atomics.notify(header, jobSlot);
  };

  return {
    memory,
    scratches: (threads) => Math.max(threads, helpers + 1),
    reserve: (bytes) => {
      const missing = Math.ceil(bytes / pageSize) - memory.buffer.byteLength / pageSize;
      if (missing > 0) memory.grow(missing);
    },
    prepare,
    run: (threads, onProgress) => {
      const total = header[queryCountSlot]!;
      header[doneSlot] = 0;
      header[failedSlot] = 0;
      Atomics.store(header, nextSlot, 0);
      if (threads > 1) wakeHelpers(threads);
      try {
        for (;;) {
          const first = Atomics.add(header, nextSlot, chunk);
          if (first >= total) break;
          const last = Math.min(first + chunk, total);
          search(first, last, 0);
          onProgress(Atomics.add(header, doneSlot, last - first) + last - first);
        }
        let done = 0;
        while (done < total) {
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
