// Points as float32 sees them best: about their centre, turned onto their main axes, none beyond 1.
import { axesSlot, centreSlot, pointsSlot, turnedSlot } from "./layout";
import { breadth, dimensions, size, slot } from "./job";

/** Of every dimension there is told how far a step in it leads along each axis. Rounded once, from float64. */
export function turnPoints(): void {
  const axes: usize = slot(axesSlot);
  const centre: usize = slot(centreSlot);
  let here: usize = slot(pointsSlot);
  let there: usize = slot(turnedSlot);
  for (let point: u32 = 0; point < size; point++) {
    for (let to: u32 = 0; to < breadth; to += 2) {
      let along = f64x2.splat(0);
      for (let d: u32 = 0; d < dimensions; d++) {
        const step = f64x2.splat(load<f64>(here + (d << 3)) - load<f64>(centre + (d << 3)));
        along = f64x2.add(along, f64x2.mul(step, v128.load(axes + ((d * breadth + to) << 3))));
      }
      v128.store64_lane(there, f32x4.demote_f64x2_zero(along), 0);
      there += 8;
    }
    here += dimensions << 3;
  }
}
