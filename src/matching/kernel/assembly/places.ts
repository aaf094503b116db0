// Where the radius counts: of every child of every box the least and greatest easting, the least and greatest northing.
import { east, isLocal, levels, members, north, places, reaches, slot } from "./job";
import { placeBoxesSlot, widthBits } from "./layout";

const bytes: u32 = 32;

export function fillPlaceBoxes(): void {
  if (!isLocal()) return;
  for (let level = 1; level <= levels; level++) {
    const boxes: usize = slot(placeBoxesSlot + level);
    for (let position: u32 = 0; position < members; position++) {
      const box = boxes + (position >> (widthBits * level)) * bytes;
      const isFirst = position % (1 << (widthBits * level)) == 0;
      for (let axis: u32 = 0; axis < 16; axis += 8) {
        const value = load<f64>(places + (position << 4) + axis);
        const there = box + 2 * axis;
        store<f64>(there, isFirst ? value : min<f64>(load<f64>(there), value));
        store<f64>(there, isFirst ? value : max<f64>(load<f64>(there, 8), value), 8);
      }
    }
  }
}

/** Whether anyone in a child of a box may be near enough. */
export function isWithin(level: i32, child: u32): bool {
  const box: usize = slot(placeBoxesSlot + level) + child * bytes;
  const eastwards = max<f64>(0, max<f64>(load<f64>(box) - east, east - load<f64>(box, 8)));
  const northwards = max<f64>(0, max<f64>(load<f64>(box, 16) - north, north - load<f64>(box, 24)));
  return reaches(eastwards, northwards);
}
