// One row for each list or baseline, with its value and interval.
import { dot, link, ruleY, text } from "@observablehq/plot";
import { colours, faint, grey, ink } from "./palette.js";
import { type Drawing, margins, namedRows, width } from "./plot.js";
import { decimal } from "./words.js";

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
      ...margins(14, 24, 36, 130),
      x: { label: axis, labelAnchor: "center", labelArrow: "none", domain: [least - room, greatest + room], ticks: 4 },
      y: namedRows(rows.map(({ name }) => name)),
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
