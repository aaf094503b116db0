// A thread of the kernel: takes chunks of queries until there are none, then waits for the next search. Plain
// JavaScript, because a thread starts faster without TypeScript.
import { workerData } from "node:worker_threads";

const { module, memory, header, thread, chunk, slots } = workerData;
const { jobSlot, nextSlot, queryCountSlot, doneSlot, failedSlot } = slots;
const { search } = new WebAssembly.Instance(module, { env: { memory } }).exports;

for (;;) {
  const job = Atomics.load(header, jobSlot);
  try {
    for (;;) {
      const first = Atomics.add(header, nextSlot, chunk);
      const total = Atomics.load(header, queryCountSlot);
      if (first >= total) break;
      const last = Math.min(first + chunk, total);
      search(first, last, thread);
      Atomics.add(header, doneSlot, last - first);
      Atomics.notify(header, doneSlot);
    }
  } catch {
    Atomics.store(header, failedSlot, 1);
    Atomics.notify(header, doneSlot);
  }
  Atomics.wait(header, jobSlot, job);
}
