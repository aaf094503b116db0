// Predicted against actual figures: a plot of density for each list.
import { line, rect } from "@observablehq/plot";
import { quantileOfSorted } from "../distribution.js";
import type { Compared } from "../lists.js";
import { evaluatedOf, predictionsOf } from "../validity.js";
import { exhibitOf, html, type Markup } from "./markup.js";
import { ink, steps } from "./palette.js";
import { type Drawing, draw, margins, width } from "./plot.js";
import { count, counted, decimal } from "./words.js";

/** Squares along each side of a plot, at most. */
const most = 36;

export function predictedAgainstActual(compared: Compared): Markup[] {
  const names = compared.lists.map(({ name }) => name);
  const predictions = predictedAndActual(compared);
  const values = predictions.flatMap((ofList) => ofList.flatMap(({ predicted, actual }) => [predicted, actual]));
  const [least, greatest] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
  const side = sideOf(greatest - least);
  const domain = [Math.floor(least / side) * side, (Math.floor(greatest / side) + 1) * side];
  const squares = predictions.map((ofList) => squaresOf(ofList, side));
  const limits = limitsOf(squares.flat());
  const fifths = predictions.map(fifthsOf);
  return [
    html`<p>Squares are ${side} points wide; a darker square has more schools. On the line, predicted and actual are equal.</p>`,
    keyOf(limits),
    exhibitOf(
      names.map((name, at) =>
        draw(density(name, squares[at]!, side, domain, limits, alternativeOf(name, predictions[at]!, fifths[at]!))),
      ),
      {
        caption: "fifths of the schools by prediction",
        head: ["fifth", "schools", "mean predicted", "mean actual", "middle half of the actual figures"],
        rows: names.flatMap((name, at) => fifths[at]!.map((fifth, index) => fifthRow(`${name}, ${index + 1}`, fifth))),
      },
    ),
  ];
}

const fifthRow = (name: string, { schools, predicted, actual, lowerQuartile, upperQuartile }: Fifth) => [
  name,
  count(schools),
  decimal(predicted, 2),
  decimal(actual, 2),
  `${decimal(lowerQuartile, 2)} to ${decimal(upperQuartile, 2)}`,
];

/** A round number, so that the edges of squares are round too. */
const sideOf = (range: number): number =>
  [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2].find((side) => range / side <= most) ?? 5;

/** The least number of schools for each colour: equal ratios from 1 to the fullest square. */
function limitsOf(squares: readonly Square[]): number[] {
  const fullest = Math.max(1, ...squares.map(({ schools }) => schools));
  return [...new Set(steps.map((_, at) => Math.ceil(fullest ** (at / steps.length))))];
}

const stepOf = (schools: number, limits: readonly number[]): string =>
  steps[limits.findLastIndex((limit) => limit <= schools)]!;

function keyOf(limits: readonly number[]): Markup {
  const entries = limits.map((limit, at) => {
    const next = limits[at + 1];
    if (next === undefined) return `${count(limit)} or more`;
    return next - limit === 1 ? count(limit) : `${count(limit)} to ${count(next - 1)}`;
  });
  return html`<ul class="key" aria-label="Schools in a square">${entries.map(
    (text, at) =>
      html`<li><svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" fill="${steps[at]!}"/></svg> ${text}${at === 0 ? " in a square" : ""}</li>`,
  )}</ul>`;
}

function density(
  title: string,
  squares: readonly Square[],
  side: number,
  domain: readonly number[],
  limits: readonly number[],
  alternative: string,
): Drawing {
  const shared = { domain, labelArrow: "none", labelAnchor: "center", ticks: 5, round: true } as const;
  return {
    title,
    alternative,
    options: {
      height: width - 10,
      ...margins(10, 10, 40, 50),
      x: { ...shared, label: "predicted, %" },
      y: { ...shared, label: "actual, %" },
      marks: [
        rect(squares, {
          x1: "predicted",
          x2: ({ predicted }) => predicted + side,
          y1: "actual",
          y2: ({ actual }) => actual + side,
          fill: ({ schools }) => stepOf(schools, limits),
        }),
        line(
          [domain, domain].map((ends, at) => ({ end: ends[at]! })),
          { x: "end", y: "end", stroke: ink },
        ),
      ],
    },
  };
}

function alternativeOf(name: string, predictions: readonly Prediction[], fifths: readonly Fifth[]): string {
  const tell = (fifth: Fifth) => `predicted ${decimal(fifth.predicted, 2)} and came to ${decimal(fifth.actual, 2)}`;
  return `Predicted against actual attendance by ${name}, ${counted(predictions.length, "school")}. The fifth with the lowest predictions was on average ${tell(fifths[0]!)}, the fifth with the highest ${tell(fifths.at(-1)!)}.`;
}

interface Prediction {
  readonly predicted: number;
  readonly actual: number;
}

/** For each list, the schools with a held-out figure that every list predicts, in order of predictions. */
function predictedAndActual({ schools: { heldOut }, lists }: Compared): Prediction[][] {
  if (!heldOut) return lists.map(() => []);
  const means = lists.map(({ peers }) => predictionsOf(heldOut, peers));
  const rows = [...evaluatedOf(heldOut, means).entries()].flatMap(([row, actual]) => (Number.isNaN(actual) ? [] : row));
  return means.map((predicted) =>
    rows
      .map((row) => ({ predicted: predicted[row]!, actual: heldOut[row]! }))
      .sort((a, b) => a.predicted - b.predicted),
  );
}

interface Square {
  /** The lower corner. */
  readonly predicted: number;
  readonly actual: number;
  readonly schools: number;
}

/** How many predictions fall into each square of a grid; empty squares are left out. */
function squaresOf(predictions: readonly Prediction[], side: number): Square[] {
  const squares = new Map<string, Square>();
  for (const { predicted, actual } of predictions) {
    const corner = [predicted, actual].map((value) => Math.floor(value / side) * side);
    const key = corner.join();
    const schools = (squares.get(key)?.schools ?? 0) + 1;
    squares.set(key, { predicted: corner[0]!, actual: corner[1]!, schools });
  }
  return [...squares.values()];
}

interface Fifth {
  readonly schools: number;
  readonly predicted: number;
  readonly actual: number;
  /** Half of the schools have an actual figure between these. */
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** @param predictions in order */
function fifthsOf(predictions: readonly Prediction[]): Fifth[] {
  return [0, 1, 2, 3, 4].flatMap((fifth) => {
    const own = predictions.slice(
      Math.floor((fifth * predictions.length) / 5),
      Math.floor(((fifth + 1) * predictions.length) / 5),
    );
    if (own.length === 0) return [];
    const actual = own.map((each) => each.actual).sort((a, b) => a - b);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      {
        schools: own.length,
        predicted: mean(own.map((each) => each.predicted)),
        actual: mean(actual),
        lowerQuartile: quantileOfSorted(actual, 0.25),
        upperQuartile: quantileOfSorted(actual, 0.75),
      },
    ];
  });
}
