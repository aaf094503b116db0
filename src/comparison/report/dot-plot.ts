// One row for each list or baseline, with its value and interval.
import { dot, link, ruleY, text } from "@observablehq/plot";
import { colours, faint, grey, ink } from "./palette.js";
import { type Drawing, width } from "./plot.js";
import { decimal, shorten } from "./words.js";

export interface DotRow {
  readonly name: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly isBaseline: boolean;
}

export function dotPlot(title: string, about: string, axis: string, rows: readonly DotRow[]): Drawing {
  const ends = rows.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const [least, greatest] = [Math.min(...ends), Math.max(...ends)];
  const room = (greatest - least || 1) * 0.12;
  const fill = ({ isBaseline }: DotRow) => (isBaseline ? grey : colours[0]);
  const y = (row: DotRow) => rows.indexOf(row);
  const inOrder = rows.toSorted((a, b) => a.value - b.value);
  const tell = ({ name, value }: DotRow) => `${decimal(value, 2)} (${name})`;
  return {
    title,
    alternative: `${about} Lowest: ${tell(inOrder[0]!)}. Highest: ${tell(inOrder.at(-1)!)}.`,
    options: {
      width,
      height: rows.length * 34 + 50,
      marginLeft: 130,
      marginRight: 24,
      marginTop: 14,
      marginBottom: 36,
      x: { label: axis, labelAnchor: "center", labelArrow: "none", domain: [least - room, greatest + room], ticks: 4 },
      y: {
        label: null,
        domain: [rows.length - 0.5, -0.5],
        ticks: rows.map((_, at) => at),
        tickSize: 0,
        tickFormat: (at: number) => shorten(rows[at]!.name, 17),
      },
      marks: [
        ruleY(rows, { y, stroke: faint }),
        link(rows, {
          x1: ({ low, value }) => low ?? value,
          x2: ({ high, value }) => high ?? value,
          y,
          stroke: fill,
          strokeWidth: 3,
        }),
        dot(rows, {
          x: "value",
          y,
          fill,
          symbol: ({ isBaseline }: DotRow) => (isBaseline ? "square" : "circle"),
          r: 5,
        }),
        text(rows, { x: "value", y, text: ({ value }) => decimal(value, 2), fill: ink, dy: -13 }),
      ],
    },
  };
}
