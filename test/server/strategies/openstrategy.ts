// The strategy of the published run of secrets.ts.
import nearestNeighbour from "../../../plugins/nearest-neighbour/index.js";
import { defineStrategy } from "../../../src/strategy/contract.js";

export default defineStrategy({ ...nearestNeighbour, name: "openstrategy", version: "1.0.0" });
