import { describe, expect, it } from "vitest";
import { colours, grey, ink, inPlots, shade, steps, textOn } from "../../src/comparison/report/palette.js";

/** Relative luminance, 0 to 1 (WCAG 2.2). @param colour `#rrggbb` or `rgb(r, g, b)` */
function luminance(colour: string): number {
  const channels = colour.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : colour.match(/\d+/g)!.map(Number);
  const [red, green, blue] = channels
    .map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe("the palette of the report", () => {
  it("has a contrast of 4.5 on white for what text may have", () => {
    for (const colour of [...colours, grey, ink]) expect(contrast(colour, "#ffffff")).toBeGreaterThanOrEqual(4.5);
  });

  it("has a contrast of 3 on white for squares of a density plot", () => {
    for (const colour of steps) expect(contrast(colour, "#ffffff")).toBeGreaterThanOrEqual(3);
  });

  it("has a contrast of 4.5 for the label of every cell of a heat map", () => {
    for (let share = 0; share <= 1; share += 0.01) {
      expect(contrast(textOn(share), shade(share)), String(share)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("shares lists evenly among plots of at most four", () => {
    expect(inPlots([1, 2, 3, 4])).toEqual([[1, 2, 3, 4]]);
    expect(inPlots([1, 2, 3, 4, 5])).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });
});
