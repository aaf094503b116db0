// How well peers predict a later year's attendance that no strategy has read.
import { foldOfUrn, predictOutOfFold } from "../strategy/out-of-fold.js";
import type { Baseline, Figure } from "./figure.js";
import { meanAt } from "./figure-by-part.js";
import type { Compared, Schools } from "./lists.js";
import { type PartRows, rowsOfEach } from "./parts.js";
import { randomPeersLike } from "./random-peers.js";
import { type FigureNames, figuresOf, meanOver, type Sampled } from "./resample.js";

/** A prediction for every school, and what `strategy` and `other` say about it. */
interface Predictor {
  readonly strategy: string;
  readonly other: string;
  readonly predictions: Float64Array;
}

/** What all predictors are held against. */
interface Evaluation {
  /** Of `evaluatedOf`. */
  readonly actual: Float64Array;
  /** Squared difference of `actual` from the mean of the block's evaluated schools, which resamples do not change. */
  readonly squaresAboutMean: Float64Array;
}

/**
 * A list predicts the mean of its peers' held-out values. Schools are evaluated if every list predicts them, so that no
 * list looks better because it leaves out hard schools; `coverage` tells what each one predicts. Baselines stand on the
 * same schools, as far as they predict these; `n` says how many. Nothing without a held-out year.
 */
export function validityFigures(compared: Compared, parts: readonly PartRows[]): Figure[] {
  const { schools, lists, seed } = compared;
  const { heldOut } = schools;
  if (!heldOut) return [];
  const ofLists = lists.map(
    ({ name, peers }): Predictor => ({ strategy: name, other: "", predictions: predictionsOf(heldOut, peers) }),
  );
  const ofRandomPeers = lists.map(
    (list): Predictor => ({
      strategy: list.name,
      other: "random",
      predictions: predictionsOf(heldOut, randomPeersLike(list, compared)),
    }),
  );
  const actual = evaluatedOf(
    heldOut,
    ofLists.map(({ predictions }) => predictions),
  );
  const blockMeans = meansOfBlocks(actual, schools.block);
  const evaluation = { actual, squaresAboutMean: actual.map((value, row) => (value - blockMeans[row]!) ** 2) };
  const ofBaselines = Object.entries(baselinePredictions(schools, heldOut, blockMeans)).map(
    ([other, predictions]): Predictor => ({ strategy: "all", other, predictions }),
  );
  const pairs = ofLists.flatMap((first, at) => [
    ...ofLists.slice(at + 1).map((second) => ({ first, second, other: second.strategy })),
    { first, second: ofRandomPeers[at]!, other: "random" },
  ]);
  return figuresOf(
    [
      ...ofLists.map((list) => coverage(list, heldOut)),
      ...[...ofLists, ...ofRandomPeers, ...ofBaselines].flatMap((predictor) => accuracy(predictor, evaluation)),
      ...pairs.flatMap(({ first, second, other }) => differences(first, second, other, evaluation)),
    ],
    parts,
    seed,
  );
}

/** For each school the mean of its peers' known held-out values; NaN if there is none. */
export const predictionsOf = (heldOut: Float64Array, peers: readonly Int32Array[]): Float64Array =>
  Float64Array.from(peers, (rows) => meanAt(heldOut, rows).value);

/** The held-out values of the schools that all of these predict, else NaN. */
export const evaluatedOf = (heldOut: Float64Array, predictions: readonly Float64Array[]): Float64Array =>
  heldOut.map((value, row) => (predictions.some((ofList) => Number.isNaN(ofList[row])) ? Number.NaN : value));

const namesOf = (measure: string, strategy: string, other: string): FigureNames => ({
  section: "validity",
  measure,
  strategy,
  other,
  attribute: "",
});

/** For each school the mean of its block's known values. */
function meansOfBlocks(values: Float64Array, block: readonly string[]): Float64Array {
  const means = new Float64Array(values.length);
  for (const rows of rowsOfEach(block).values()) {
    const known = Int32Array.from(rows).filter((row) => !Number.isNaN(values[row]));
    const first = values[known[0] ?? -1] ?? Number.NaN;
    // The computed mean of equal values may differ from them in its last bit.
    const mean = known.every((row) => values[row] === first) ? first : meanAt(values, known).value;
    for (const row of rows) means[row] = mean;
  }
  return means;
}

/** The share of schools with a held-out value that the list predicts. */
const coverage = ({ strategy, predictions }: Predictor, heldOut: Float64Array): Sampled =>
  meanOver(
    namesOf("coverage", strategy, ""),
    heldOut.map((value, row) => (Number.isNaN(value) ? value : Number.isNaN(predictions[row]) ? 0 : 1)),
  );

/** Root mean square error; mean absolute error; 1 - SSE / SST about the block's mean, not defined if SST is 0. */
const measures: readonly {
  readonly name: string;
  readonly loss: (error: number) => number;
  readonly value: (sumOfLosses: number, count: number, squaresAboutMean: number) => number;
}[] = [
  { name: "rmse", loss: (error) => error ** 2, value: (sum, count) => Math.sqrt(sum / count) },
  { name: "mae", loss: Math.abs, value: (sum, count) => sum / count },
  { name: "r2", loss: (error) => error ** 2, value: (sum, _, about) => (about > 0 ? 1 - sum / about : Number.NaN) },
];

const lossesOf = ({ predictions }: Predictor, { actual }: Evaluation, loss: (error: number) => number) =>
  actual.map((value, row) => loss(predictions[row]! - value));

function accuracy(predictor: Predictor, evaluation: Evaluation): Sampled[] {
  return measures.map(({ name, loss, value }) => ({
    ...namesOf(name, predictor.strategy, predictor.other),
    columns: [lossesOf(predictor, evaluation, loss), evaluation.squaresAboutMean],
    value: (sums, count) => value(sums[0]!, count, sums[1]!),
  }));
}

/** First less second, on the schools that both predict. */
function differences(first: Predictor, second: Predictor, other: string, evaluation: Evaluation): Sampled[] {
  return measures.map(({ name, loss, value }) => {
    const ofSecond = lossesOf(second, evaluation, loss);
    const ofFirst = lossesOf(first, evaluation, loss).map((one, row) =>
      Number.isNaN(ofSecond[row]) ? Number.NaN : one,
    );
    return {
      ...namesOf(`${name}_difference`, first.strategy, other),
      columns: [ofFirst, ofSecond, evaluation.squaresAboutMean],
      value: (sums, count) => value(sums[0]!, count, sums[2]!) - value(sums[1]!, count, sums[2]!),
    };
  });
}

/** Folds of least squares, by `foldOfUrn` of the schools' keys. */
const folds = 10;

/**
 * Predictions for every school, NaN if there is none.
 * - `own_last`: the school's own attendance of the base year, if that year is known
 * - `block_mean`: the mean of the evaluated schools of the block
 * - `ols`: least squares within the block, out of fold, if there are attributes; on those that a school of the block has
 */
function baselinePredictions(
  schools: Schools,
  heldOut: Float64Array,
  blockMeans: Float64Array,
): Partial<Record<Baseline, Float64Array>> {
  return {
    ...(schools.outcome && { own_last: schools.outcome }),
    block_mean: blockMeans,
    ...(Object.keys(schools.attributes).length > 0 && { ols: leastSquares(schools, heldOut) }),
  };
}

function leastSquares({ block, attributes, keys }: Schools, heldOut: Float64Array): Float64Array {
  const predictions = new Float64Array(block.length);
  for (const rows of rowsOfEach(block).values()) {
    const columns = Object.values(attributes).filter((column) => rows.some((row) => !Number.isNaN(column[row])));
    const isKnown = (row: number) => [heldOut, ...columns].every((column) => !Number.isNaN(column[row]));
    const inBlock = predictOutOfFold(columns, heldOut, rows.filter(isKnown), (row) => foldOfUrn(keys[row]!, folds));
    for (const row of rows) predictions[row] = inBlock.predictions[row]!;
  }
  return predictions;
}
