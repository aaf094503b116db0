// Centres, rotates and scales the points so that float32 resolves them best; none is farther than 1 from the centre.
import { axesSlot, centreSlot, exactByPointSlot, rotatedByPointSlot } from "./layout";
import { paddedDimensions, dimensions, exactWidth, pointCount, slot } from "./job";

/** `axes` has, for every dimension, its component along each axis. Computed in float64 and rounded once. */
export function rotatePoints(): void {
  const axes: usize = slot(axesSlot);
  const centre: usize = slot(centreSlot);
  let source: usize = slot(exactByPointSlot);
  let target: usize = slot(rotatedByPointSlot);
  for (let point: u32 = 0; point < pointCount; point++) {
    for (let axis: u32 = 0; axis < paddedDimensions; axis += 2) {
      let sum = f64x2.splat(0);
      for (let d: u32 = 0; d < dimensions; d++) {
        const offset = f64x2.splat(load<f64>(source + (d << 3)) - load<f64>(centre + (d << 3)));
        sum = f64x2.add(sum, f64x2.mul(offset, v128.load(axes + ((d * paddedDimensions + axis) << 3))));
      }
      v128.store64_lane(target, f32x4.demote_f64x2_zero(sum), 0);
      target += 8;
    }
    source += exactWidth << 3;
  }
}
