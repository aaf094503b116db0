// Exact nearest neighbours of a chunk of queries: float32 filters, float64 decides. AssemblyScript, not TypeScript.
// `k + spare` are kept by their float32 lengths and measured in float64. Where that does not prove who the k are,
// everybody within the reach of doubt is measured.
import { boundsSize, queriesSlot, scratchSizeSlot, scratchSlot } from "./layout";
import { doubtful, isProven } from "./errors";
import { closeFinalists, openFinalists } from "./finalists";
import { readJob, seek, slot } from "./job";
import { keepNearest, keysSize, measureNearest, measureUnder } from "./nearest";
import { openSteps } from "./steps";
import { searchFromLeaf } from "./tree";

export { prepare } from "./prepare";

/** Searches for the queries from `first` to `last`, exclusive. @param thread whose scratch to use */
export function search(first: i32, last: i32, thread: i32): void {
  readJob();
  const bounds: usize = slot(scratchSlot) + thread * slot(scratchSizeSlot);
  const keys = bounds + boundsSize;
  const queries: usize = slot(queriesSlot);
  for (let at = first; at < last; at++) {
    seek(load<u32>(queries + (at << 2)));
    openFinalists(at);
    keepNearest(keys);
    openSteps(keys + keysSize());
    searchFromLeaf(bounds);
    if (measureNearest() && !isProven()) {
      measureUnder(doubtful());
      openFinalists(at);
      searchFromLeaf(bounds);
    }
    closeFinalists();
  }
}
