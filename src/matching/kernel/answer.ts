// The answer in the engine's memory, row by row: all groups of a search write to it.
import { headerSize } from "./assembly/layout.js";
import type { Engine } from "./engine.js";
import type { Found } from "./found.js";

/** A cache line, and longer than any number. */
const alignment = 64;

/** Addresses of the arrays of `Found`. */
export interface Answer {
  readonly size: number;
  /** Entries per row. */
  readonly k: number;
  readonly counts: number;
  readonly found: number;
  readonly distances: number;
  /** The first byte behind the answer. */
  readonly end: number;
}

/** @returns an answer without peers; null if there is not enough memory */
export function placeAnswer(engine: Engine, size: number, k: number): Answer | null {
  const counts = headerSize;
  const found = counts + align(size * 4);
  const distances = found + align(size * k * 4);
  const end = distances + align(size * k * 8);
  if (!hasReserved(engine, end)) return null;
  new Int32Array(engine.memory.buffer, counts, size).fill(0);
  return { size, k, counts, found, distances, end };
}

/** Not a copy: copying would take as long as a tenth of a small search. */
export function viewAnswer({ memory: { buffer } }: Engine, { size, k, counts, found, distances }: Answer): Found {
  return {
    k,
    counts: new Int32Array(buffer, counts, size),
    rows: new Int32Array(buffer, found, size * k),
    distances: new Float64Array(buffer, distances, size * k),
  };
}

/** @returns a function that assigns addresses, and returns the end if called without a length */
export function placesFrom(start: number): (bytes?: number) => number {
  let end = start;
  return (bytes = 0) => {
    const place = end;
    end += align(bytes);
    return place;
  };
}

/** Whether there is enough memory. Create views of it afterwards. */
export function hasReserved(engine: Engine, bytes: number): boolean {
  try {
    engine.reserve(bytes);
    return true;
  } catch {
    return false;
  }
}

export function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
