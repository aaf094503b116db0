// Seeded random numbers: sfc32, the same sequence on any machine.

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare: number | undefined;

  /** `stream` names the purpose of the numbers, so that a change to one purpose does not shift the others. */
  constructor(seed: number, stream: string) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    // FNV-1a
    let hash = 0x811c9dc5;
    for (const character of stream) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    this.#c = hash >>> 0;
    for (let i = 0; i < 15; i++) this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** In [0, 1). */
  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.uniform() * from.length)]!;
  }

  /** One of `[value, weight]`. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = this.uniform() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return from.at(-1)![0];
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  normals(count: number): number[] {
    return Array.from({ length: count }, () => this.normal());
  }

  /** A new array in random order. */
  shuffled<T>(from: readonly T[]): T[] {
    const result = [...from];
    for (let i = result.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}
