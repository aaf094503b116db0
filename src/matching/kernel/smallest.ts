/** The k smallest lengths offered since the last `clear`. */
export class SmallestLengths {
  readonly #ascending: Float64Array;
  #count = 0;

  constructor(readonly k: number) {
    this.#ascending = new Float64Array(k);
  }

  clear(): void {
    this.#count = 0;
  }

  /** The k-th smallest; infinite if there are fewer. */
  get last(): number {
    return this.#count < this.k ? Number.POSITIVE_INFINITY : this.#ascending[this.k - 1]!;
  }

  /** Inserts the length if it is among the k smallest. @returns whether it is */
  offer(length: number): boolean {
    if (length >= this.last) return false;
    let at = this.#count < this.k ? this.#count++ : this.k - 1;
    for (; at > 0 && this.#ascending[at - 1]! > length; at--) this.#ascending[at] = this.#ascending[at - 1]!;
    this.#ascending[at] = length;
    return true;
  }
}
