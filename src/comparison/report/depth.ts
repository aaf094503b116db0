// The overlap of two lists by depth.
import { dot, line, text } from "@observablehq/plot";
import type { Figures, PairNames } from "./figures.js";
import { exhibitOf, html, type Markup } from "./markup.js";
import { colours, faint } from "./palette.js";
import { type Drawing, draw, margins, width } from "./plot.js";
import { listed, percent } from "./words.js";

interface DepthLine {
  readonly pair: PairNames;
  readonly points: readonly { readonly depth: number; readonly value: number }[];
}

/** One plot for each pair of lists. */
export function overlapByDepth(pairs: readonly PairNames[], figures: Figures): Markup[] {
  const lines = pairs.map((pair): DepthLine => ({ pair, points: pointsOf(pair, figures) }));
  const deepest = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ depth }) => depth)));
  if (deepest === 0) return [html`<p>There is no overlap by depth: no two lists have peers for the same school.</p>`];
  const note = html`<p>Each plot has one pair in colour, and the other pairs in grey.</p>`;
  return [
    html`<h3>Overlap by depth</h3>
<p>The share of the first 1, 2, 3 … peers of a school that both lists name, on average over schools.</p>`,
    ...(pairs.length > 1 ? [note] : []),
    exhibitOf(
      lines.map((shown) => draw(depthPlot(shown, lines, deepest))),
      depthTable(lines, deepest),
    ),
  ];
}

function pointsOf([strategy, other]: PairNames, figures: Figures): DepthLine["points"] {
  const points = [];
  for (let depth = 1; ; depth++) {
    const figure = figures.find({
      section: "agreement",
      measure: "overlap_at_depth",
      strategy,
      other,
      attribute: String(depth),
    });
    if (!figure) return points;
    if (figure.value !== null) points.push({ depth, value: figure.value });
  }
}

/** Many pairs stand two abreast on a telephone. */
function depthPlot({ pair, points }: DepthLine, lines: readonly DepthLine[], deepest: number): Drawing {
  const isNarrow = lines.length > 3;
  const [first, last] = [points[0], points.at(-1)];
  const isShort = first && last && last.depth - first.depth < deepest / 3;
  const ends = (isShort ? [last] : [first, last]).flatMap((point) => (point ? [point] : []));
  const others = lines
    .filter((each) => each.pair !== pair)
    .flatMap((each) => each.points.map((at) => ({ ...at, each })));
  const shares = ends.map(({ depth, value }) => `${percent(value, 0)} of the first ${depth}`).join(", ");
  return {
    title: listed(pair),
    alternative: `Overlap of ${listed(pair)} by depth: ${shares || "none"}.`,
    options: {
      width: isNarrow ? 164 : width,
      height: isNarrow ? 150 : 200,
      ...margins(16, isNarrow ? 14 : 20, 36, 44),
      x: {
        label: "depth",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [1, Math.max(2, deepest)],
        ticks: isNarrow ? 3 : 6,
        tickFormat: "d",
      },
      y: { label: null, domain: [0, 1], ticks: [0, 0.5, 1], tickFormat: "%", grid: true },
      marks: [
        line(others, { x: "depth", y: "value", z: ({ each }) => each, stroke: faint }),
        line(points, { x: "depth", y: "value", stroke: colours[0], strokeWidth: 2 }),
        dot(ends, { x: "depth", y: "value", fill: colours[0], r: 3.5 }),
        text(ends, {
          x: "depth",
          y: "value",
          text: ({ value }) => percent(value, 0),
          fill: colours[0],
          dy: -11,
          fontWeight: "bold",
        }),
      ],
    },
  };
}

/** Depths up to the deepest that a table has room for. */
function depthTable(lines: readonly DepthLine[], deepest: number) {
  const depths = [1, 2, 3, 5, 10, 15, 20, 30, 40, 60, 80, deepest];
  const shown = depths.filter((depth, at) => depth < deepest || at === depths.length - 1);
  return {
    caption: "overlap by depth; figures.csv has every depth",
    head: ["lists", ...shown.map((depth) => `first ${depth}`)],
    rows: lines.map(({ pair, points }) => [
      listed(pair),
      ...shown.map((depth) => percent(points.find((point) => point.depth === depth)?.value)),
    ]),
  };
}
