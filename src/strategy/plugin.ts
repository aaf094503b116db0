// What a strategy imports as `kindred/plugin`: the contract, attributes and arithmetic. The strategies in `plugins/`
// import nothing else from Kindred.

export { counted, plural } from "../plural.js";
export * from "./attendance.js";
export * from "./attributes/choices.js";
export * from "./attributes/points.js";
export * from "./attributes/presets.js";
export * from "./attributes/read.js";
export * from "./contract.js";
export * from "./eigen.js";
export * from "./least-squares.js";
export * from "./nearest.js";
export * from "./out-of-fold.js";
export * from "./random.js";
