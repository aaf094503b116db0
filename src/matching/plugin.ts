// What a package that adds a strategy imports, as `kindred/plugin`: the contract, and the reading of attributes that the
// strategies of `plugins/` share.
export { choicesOf, peerCount, type WeightedAttributes, weight, weightedAttributes } from "./attributes/choices.js";
export {
  type Completeness,
  completenessOf,
  matchesOf,
  type Points,
  pointsOf,
  usualCoverage,
} from "./attributes/points.js";
export { type Attribute, readAttributes, type Spread, standardDeviation } from "./attributes/read.js";
export * from "./contract.js";
