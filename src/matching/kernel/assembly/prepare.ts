// Points as the search wants them: turned, brought together with their like, and bounded.
import { fillBoxes } from "./boxes";
import { breadth, dimensions, exactAt, isLocal, places, pointAt, readJob, roughAt, size, slot } from "./job";
import { groundSlot, pointsSlot, turnedSlot } from "./layout";
import { fillLeaves } from "./leaf";
import { fillPlaceBoxes } from "./places";
import { plantTree } from "./plant";
import { turnPoints } from "./turn";

export function prepare(): void {
  readJob();
  turnPoints();
  plantTree();
  arrange(pointsSlot, exactAt(0), dimensions << 3);
  arrange(turnedSlot, roughAt(0), breadth << 2);
  if (isLocal()) arrange(groundSlot, places, 16);
  fillLeaves();
  fillBoxes();
  fillPlaceBoxes();
}

/** Puts what is told point by point in the order of positions. */
function arrange(fromSlot: i32, target: usize, bytes: u32): void {
  for (let position: u32 = 0; position < size; position++) {
    memory.copy(target + position * bytes, slot(fromSlot) + pointAt(position) * bytes, bytes);
  }
}
