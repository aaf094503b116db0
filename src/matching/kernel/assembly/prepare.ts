// Prepares the points for the search: rotates them, builds the tree, and fills leaves and boxes.
import { fillBoxes } from "./boxes";
import { paddedDimensions, dimensions, exactAt, hasRadius, places } from "./job";
import { pointAt, readJob, rotatedAt, pointCount, slot } from "./job";
import { placesByPointSlot, exactByPointSlot, rotatedByPointSlot } from "./layout";
import { fillLeaves } from "./leaf";
import { fillPlaceBoxes } from "./places";
import { buildTree } from "./build-tree";
import { rotatePoints } from "./rotate";

export function prepare(): void {
  readJob();
  rotatePoints();
  buildTree();
  copyInOrder(exactByPointSlot, exactAt(0), dimensions << 3);
  copyInOrder(rotatedByPointSlot, rotatedAt(0), paddedDimensions << 2);
  if (hasRadius()) copyInOrder(placesByPointSlot, places, 16);
  fillLeaves();
  fillBoxes();
  fillPlaceBoxes();
}

/** Copies data by point into the order of positions. */
function copyInOrder(fromSlot: i32, target: usize, bytes: u32): void {
  for (let position: u32 = 0; position < pointCount; position++) {
    memory.copy(target + position * bytes, slot(fromSlot) + pointAt(position) * bytes, bytes);
  }
}
