// The shortest path first, equal ones by partner: a binary heap.
export interface Path {
  readonly length: number;
  readonly partner: number;
}

export class PathQueue {
  readonly #heap: Path[] = [];

  push(length: number, partner: number): void {
    const heap = this.#heap;
    const path = { length, partner };
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(path, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = path;
  }

  pop(): Path | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (one: Path, other: Path): boolean =>
  one.length < other.length || (one.length === other.length && one.partner < other.partner);
