// Prepares the points for the search: rotates them, builds the tree, and fills leaves and boxes.
import { fillBoxes } from "./boxes";
import { paddedDimensions, exactAt, exactWidth, hasRadius, places } from "./job";
import { pointAt, readJob, rotatedAt, pointCount, slot } from "./job";
import { placesByPointSlot, exactByPointSlot, quantisedSlot, rotatedByPointSlot } from "./layout";
import { fillLeaves } from "./leaf";
import { fillPlaceBoxes } from "./places";
import { buildTree } from "./build-tree";
import { quantisePoints } from "./scan-points";
import { rotatePoints } from "./rotate";

/** @returns whether the figures can be squared */
export function prepare(): bool {
  readJob();
  if (slot(quantisedSlot) != 0) return quantisePoints();
  rotatePoints();
  buildTree();
  copyInOrder(exactByPointSlot, exactAt(0), exactWidth << 3);
  copyInOrder(rotatedByPointSlot, rotatedAt(0), paddedDimensions << 2);
  if (hasRadius()) copyInOrder(placesByPointSlot, places, 16);
  fillLeaves();
  fillBoxes();
  fillPlaceBoxes();
  return true;
}

/** Copies data by point into the order of positions. */
function copyInOrder(fromSlot: i32, target: usize, bytes: u32): void {
  for (let position: u32 = 0; position < pointCount; position++) {
    memory.copy(target + position * bytes, slot(fromSlot) + pointAt(position) * bytes, bytes);
  }
}
