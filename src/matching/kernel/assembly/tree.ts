// Goes through the tree: boxes over 16 boxes, down to boxes over 16 leaves, down to leaves.
import { boundsOf } from "./boxes";
import { isLocal, levels, ownLeaf } from "./job";
import { width, widthBits } from "./layout";
import { sift } from "./leaf";
import { isWithin } from "./places";
import { bar, line } from "./steps";

let scratch: usize = 0;

/** From the seeker's own leaf up: always who is next to it in the tree first, so that the limit soon is low. */
export function searchFromLeaf(ownScratch: usize): void {
  scratch = ownScratch;
  let nearest = ownLeaf();
  sift(nearest);
  for (let level = 1; level <= levels; level++) {
    const box = nearest >> widthBits;
    const children = boundsOf(level, box, boundsAt(level));
    for (let other = 1; other < width; other++) {
      const child = (nearest ^ other) & (width - 1);
      const which = box * width + child;
      if (((children >> child) & 1) == 0 || !isNear(level, which)) continue;
      if (level > 1) visit(level - 1, which);
      else sift(which);
    }
    nearest = box;
  }
}

function visit(level: i32, box: u32): void {
  let children = boundsOf(level, box, boundsAt(level));
  for (; children != 0; children &= children - 1) {
    const which = box * width + ctz(children);
    if (!isNear(level, which)) continue;
    if (level > 1) visit(level - 1, which);
    else sift(which);
  }
}

/** Whether a child of a box whose bounds are known still may hold somebody: the limit may have come down since. */
// @ts-ignore: decorator
@inline
function isNear(level: i32, which: u32): bool {
  if (load<i32>(boundsAt(level) + ((which & (width - 1)) << 2)) >= bar) return false;
  return !isLocal() || isWithin(level, which);
}

function boundsAt(level: i32): usize {
  return scratch + (level - 1) * line;
}
