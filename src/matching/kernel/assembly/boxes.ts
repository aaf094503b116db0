// A box bounds its 16 children, side by side. It begins with one number per child: 0, or `unreachable` for a child that
// does not exist. Then follow, for each pair of dimensions, the 16 least and the 16 greatest quantised values.
import { paddedDimensions, levels, manhattan, possibleCount, slot } from "./job";
import { boxesSlot, unreachable, fanout, fanoutBits } from "./layout";
import { valueAt } from "./leaf";
import { quantisedLimit, updateQuantisedLimit, queryValues, pairLength, line, lanesUnder } from "./quantise";

export function fillBoxes(): void {
  for (let level = 1; level <= levels; level++) {
    const present = childrenAt(level);
    for (let child: u32 = 0; child % fanout != 0 || child < present; child++) {
      store<i32>(boxAt(level, child >> fanoutBits) + ((child % fanout) << 2), child < present ? 0 : unreachable);
      for (let d: u32 = 0; d < paddedDimensions; d++) {
        const target = leastAt(level, child, d);
        store<i16>(target, child < present ? i16.MAX_VALUE : 0);
        store<i16>(target, child < present ? i16.MIN_VALUE : 0, line);
      }
    }
    for (let grandchild: u32 = 0; grandchild < childrenAt(level - 1); grandchild++) {
      for (let d: u32 = 0; d < paddedDimensions; d++) {
        const target = leastAt(level, grandchild >> fanoutBits, d);
        const least = level == 1 ? valueAt(grandchild, d) : leastAt(level - 1, grandchild, d);
        const greatest = level == 1 ? least : least + line;
        store<i16>(target, min<i16>(load<i16>(target), load<i16>(least)));
        store<i16>(target, max<i16>(load<i16>(target, line), load<i16>(greatest)), line);
      }
    }
  }
}

/** The number of children of all boxes of a level; at level 0, of positions, which are the children of leaves. */
function childrenAt(level: i32): u32 {
  return ((possibleCount - 1) >> (fanoutBits * level)) + 1;
}

/** Address of a child's least value in a dimension; the greatest is one line further. */
function leastAt(level: i32, child: u32, dimension: u32): usize {
  const pair = boxAt(level, child >> fanoutBits) + ((dimension >> 1) * 2 + 1) * line;
  return pair + ((child % fanout) << 2) + ((dimension & 1) << 1);
}

function boxAt(level: i32, box: u32): usize {
  return slot(boxesSlot + level) + box * (paddedDimensions + 1) * line;
}

/** Writes lower bounds of the quantised lengths to a box's 16 children. @returns one bit per child under the limit */
export function boundsOf(level: i32, box: u32, bounds: usize): i32 {
  updateQuantisedLimit();
  // Two calls, because the compiler turns a single one into a loop that tests the metric every time.
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
  const end = queryValues + (paddedDimensions << 1);
  for (let from = queryValues; from < end; from += 4) {
    const pair = v128.load32_splat(from);
    a = i32x4.add(a, pairLength(gap(pair, at, 0), isManhattan));
    b = i32x4.add(b, pairLength(gap(pair, at, 16), isManhattan));
    c = i32x4.add(c, pairLength(gap(pair, at, 32), isManhattan));
    d = i32x4.add(d, pairLength(gap(pair, at, 48), isManhattan));
    at += 2 * line;
  }
  v128.store(bounds, a, 0);
  v128.store(bounds, b, 16);
  v128.store(bounds, c, 32);
  v128.store(bounds, d, 48);
  return lanesUnder(i32x4.splat(quantisedLimit), a, b, c, d);
}

/** In two dimensions, for four children: how far the query lies outside the child's bounds. */
// @ts-ignore: decorator
@inline
function gap(pair: v128, at: usize, offset: usize): v128 {
  return i16x8.sub(pair, i16x8.min_s(v128.load(at + offset + line), i16x8.max_s(v128.load(at + offset), pair)));
}
