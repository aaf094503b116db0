// A priority queue (binary heap): the shortest path first, ties by partner number.
interface Path {
  readonly length: number;
  readonly partner: number;
}

export class PathQueue {
  readonly #heap: Path[] = [];

  push(length: number, partner: number): void {
    const heap = this.#heap;
    const path = { length, partner };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(path, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = path;
  }

  pop(): Path | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (one: Path, other: Path): boolean =>
  one.length < other.length || (one.length === other.length && one.partner < other.partner);
