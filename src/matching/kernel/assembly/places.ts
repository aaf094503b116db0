// With a radius: the least and greatest easting and the least and greatest northing of every child of every box.
import { queryEasting, hasRadius, levels, possibleCount, queryNorthing, places, isWithinRadius, slot } from "./job";
import { placeBoxesSlot, fanoutBits } from "./layout";

const bytes: u32 = 32;

export function fillPlaceBoxes(): void {
  if (!hasRadius()) return;
  for (let level = 1; level <= levels; level++) {
    const boxes: usize = slot(placeBoxesSlot + level);
    for (let position: u32 = 0; position < possibleCount; position++) {
      const box = boxes + (position >> (fanoutBits * level)) * bytes;
      const isFirst = position % (1 << (fanoutBits * level)) == 0;
      for (let axis: u32 = 0; axis < 16; axis += 8) {
        const value = load<f64>(places + (position << 4) + axis);
        const target = box + 2 * axis;
        store<f64>(target, isFirst ? value : min<f64>(load<f64>(target), value));
        store<f64>(target, isFirst ? value : max<f64>(load<f64>(target, 8), value), 8);
      }
    }
  }
}

/** Whether a child of a box may have a point within the radius of the query. */
export function mayBeWithinRadius(level: i32, child: u32): bool {
  const box: usize = slot(placeBoxesSlot + level) + child * bytes;
  const eastwards = max<f64>(0, max<f64>(load<f64>(box) - queryEasting, queryEasting - load<f64>(box, 8)));
  const northwards = max<f64>(0, max<f64>(load<f64>(box, 16) - queryNorthing, queryNorthing - load<f64>(box, 24)));
  return isWithinRadius(eastwards, northwards);
}
