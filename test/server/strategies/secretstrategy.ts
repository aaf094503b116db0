// The strategy of the run of secrets.ts that fed the targets.
import nearestNeighbour from "../../../plugins/nearest-neighbour/index.js";
import { defineStrategy } from "../../../src/strategy/contract.js";

export default defineStrategy({ ...nearestNeighbour, name: "secretstrategy", version: "1.0.0" });
