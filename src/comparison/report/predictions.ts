// What the peers' mean of the held-out year predicts, and what came.
import { quantileOfSorted } from "../distribution.js";
import type { Compared } from "../lists.js";
import { evaluatedOf, predictionsOf } from "../validity.js";

export interface Prediction {
  readonly predicted: number;
  readonly actual: number;
}

/** For each list, the schools with a held-out figure that every list predicts, in order of predictions. */
export function predictedAndActual({ schools: { heldOut }, lists }: Compared): Prediction[][] {
  if (!heldOut) return lists.map(() => []);
  const means = lists.map(({ peers }) => predictionsOf(heldOut, peers));
  const rows = [...evaluatedOf(heldOut, means).entries()].flatMap(([row, actual]) => (Number.isNaN(actual) ? [] : row));
  return means.map((predicted) =>
    rows
      .map((row) => ({ predicted: predicted[row]!, actual: heldOut[row]! }))
      .sort((a, b) => a.predicted - b.predicted),
  );
}

export interface Square {
  /** The lower corner. */
  readonly predicted: number;
  readonly actual: number;
  readonly schools: number;
}

/** How many predictions fall into each square of a grid; empty squares are left out. */
export function squaresOf(predictions: readonly Prediction[], side: number): Square[] {
  const squares = new Map<string, Square>();
  for (const { predicted, actual } of predictions) {
    const corner = [predicted, actual].map((value) => Math.floor(value / side) * side);
    const key = corner.join();
    const schools = (squares.get(key)?.schools ?? 0) + 1;
    squares.set(key, { predicted: corner[0]!, actual: corner[1]!, schools });
  }
  return [...squares.values()];
}

export interface Fifth {
  readonly schools: number;
  readonly predicted: number;
  readonly actual: number;
  /** Half of the schools have an actual figure between these. */
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** @param predictions in order */
export function fifthsOf(predictions: readonly Prediction[]): Fifth[] {
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
