// Searches the tree: from boxes over 16 boxes, down to boxes over 16 leaves, down to leaves.
import { boundsOf } from "./boxes";
import { hasRadius, levels, startLeaf } from "./job";
import { fanout, fanoutBits } from "./layout";
import { searchLeaf } from "./leaf";
import { mayBeWithinRadius } from "./places";
import { quantisedLimit, line } from "./quantise";

let scratch: usize = 0;

/** From the query's leaf upwards, the nearest parts of the tree first, so that the limit drops early. */
export function searchFromLeaf(threadScratch: usize): void {
  scratch = threadScratch;
  let done = startLeaf();
  searchLeaf(done);
  for (let level = 1; level <= levels; level++) {
    const box = done >> fanoutBits;
    const children = boundsOf(level, box, boundsAt(level));
    for (let offset = 1; offset < fanout; offset++) {
      const lane = (done ^ offset) & (fanout - 1);
      const child = box * fanout + lane;
      if (((children >> lane) & 1) == 0 || !mayHoldNearer(level, child)) continue;
      if (level > 1) visit(level - 1, child);
      else searchLeaf(child);
    }
    done = box;
  }
}

function visit(level: i32, box: u32): void {
  let children = boundsOf(level, box, boundsAt(level));
  for (; children != 0; children &= children - 1) {
    const child = box * fanout + ctz(children);
    if (!mayHoldNearer(level, child)) continue;
    if (level > 1) visit(level - 1, child);
    else searchLeaf(child);
  }
}

/** Whether a child may still hold a point under the limit, which may have dropped since the bounds were computed. */
// @ts-ignore: decorator
@inline
function mayHoldNearer(level: i32, child: u32): bool {
  if (load<i32>(boundsAt(level) + ((child & (fanout - 1)) << 2)) >= quantisedLimit) return false;
  return !hasRadius() || mayBeWithinRadius(level, child);
}

function boundsAt(level: i32): usize {
  return scratch + (level - 1) * line;
}
