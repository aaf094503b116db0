// Exact nearest neighbours of a chunk of queries: float32 filters, float64 decides. AssemblyScript, not TypeScript.
// The `k + spare` nearest by float32 length are re-ranked in float64. If that does not prove which are the k nearest,
// all points whose float32 length leaves doubt are re-ranked.
import { boundsSize, quantisedSlot, queriesSlot, scratchSizeSlot, scratchSlot } from "./layout";
import { lengthBeyondDoubt, isProven } from "./errors";
import { finishRanking, startRanking } from "./rerank";
import { readJob, setQuery, slot } from "./job";
import { keepNearest, keysSize, rerankNearest, rerankAllUnder } from "./nearest";
import { quantiseQuery } from "./quantise";
import { scan } from "./scan";
import { searchFromLeaf } from "./tree";

export { prepare } from "./prepare";

/** Searches for the queries from `first` to `last`, exclusive. @param thread whose scratch memory to use */
export function search(first: i32, last: i32, thread: i32): void {
  readJob();
  const bounds: usize = slot(scratchSlot) + thread * slot(scratchSizeSlot);
  if (slot(quantisedSlot) != 0) return scan(first, last, bounds);
  const keys = bounds + boundsSize;
  const queries: usize = slot(queriesSlot);
  for (let number = first; number < last; number++) {
    setQuery(load<u32>(queries + (number << 2)));
    startRanking();
    keepNearest(keys);
    quantiseQuery(keys + keysSize());
    searchFromLeaf(bounds);
    if (rerankNearest() && !isProven()) {
      rerankAllUnder(lengthBeyondDoubt());
      startRanking();
      searchFromLeaf(bounds);
    }
    finishRanking();
  }
}
