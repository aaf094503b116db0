// A box bounds its 16 children, side by side. First 0 of each, or `nowhere` for one that is not there; then, a pair of
// dimensions after the other, the 16 least steps and the 16 greatest.
import { breadth, levels, manhattan, members, slot } from "./job";
import { boxesSlot, nowhere, width, widthBits } from "./layout";
import { stepAt } from "./leaf";
import { bar, followLimit, here, length, line, under } from "./steps";

export function fillBoxes(): void {
  for (let level = 1; level <= levels; level++) {
    const present = childrenAt(level);
    for (let child: u32 = 0; child % width != 0 || child < present; child++) {
      store<i32>(boxAt(level, child >> widthBits) + ((child % width) << 2), child < present ? 0 : nowhere);
      for (let d: u32 = 0; d < breadth; d++) {
        const there = leastAt(level, child, d);
        store<i16>(there, child < present ? i16.MAX_VALUE : 0);
        store<i16>(there, child < present ? i16.MIN_VALUE : 0, line);
      }
    }
    for (let each: u32 = 0; each < childrenAt(level - 1); each++) {
      for (let d: u32 = 0; d < breadth; d++) {
        const there = leastAt(level, each >> widthBits, d);
        const least = level == 1 ? stepAt(each, d) : leastAt(level - 1, each, d);
        const greatest = level == 1 ? least : least + line;
        store<i16>(there, min<i16>(load<i16>(there), load<i16>(least)));
        store<i16>(there, max<i16>(load<i16>(there, line), load<i16>(greatest)), line);
      }
    }
  }
}

/** How many children boxes of a level have together; level 0 is that of the leaves, whose are the positions. */
function childrenAt(level: i32): u32 {
  return ((members - 1) >> (widthBits * level)) + 1;
}

/** Address of a child's least step in a dimension; a line on is the greatest. */
function leastAt(level: i32, child: u32, dimension: u32): usize {
  const pair = boxAt(level, child >> widthBits) + ((dimension >> 1) * 2 + 1) * line;
  return pair + ((child % width) << 2) + ((dimension & 1) << 1);
}

function boxAt(level: i32, box: u32): usize {
  return slot(boxesSlot + level) + box * (breadth + 1) * line;
}

/** How far away the children of a box are at least: 16 lengths. @returns one bit for each that is under the bar */
export function boundsOf(level: i32, box: u32, bounds: usize): i32 {
  followLimit();
  // Not as one expression, of which the compiler would make one loop that asks every time.
  if (manhattan) return boundsBy(boxAt(level, box), bounds, true);
  return boundsBy(boxAt(level, box), bounds, false);
}

// @ts-ignore: decorator
@inline
function boundsBy(start: usize, bounds: usize, isManhattan: bool): i32 {
  let a = v128.load(start);
  let b = v128.load(start, 16);
  let c = v128.load(start, 32);
  let d = v128.load(start, 48);
  let at = start + line;
  const end = here + (breadth << 1);
  for (let from = here; from < end; from += 4) {
    const pair = v128.load32_splat(from);
    a = i32x4.add(a, length(gap(pair, at, 0), isManhattan));
    b = i32x4.add(b, length(gap(pair, at, 16), isManhattan));
    c = i32x4.add(c, length(gap(pair, at, 32), isManhattan));
    d = i32x4.add(d, length(gap(pair, at, 48), isManhattan));
    at += 2 * line;
  }
  v128.store(bounds, a, 0);
  v128.store(bounds, b, 16);
  v128.store(bounds, c, 32);
  v128.store(bounds, d, 48);
  return under(i32x4.splat(bar), a, b, c, d);
}

/** Of two dimensions, for four children: how far the point is outside. */
// @ts-ignore: decorator
@inline
function gap(pair: v128, at: usize, offset: usize): v128 {
  return i16x8.sub(pair, i16x8.min_s(v128.load(at + offset + line), i16x8.max_s(v128.load(at + offset), pair)));
}
