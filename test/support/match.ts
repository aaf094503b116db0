// Builds frames and pools from test schools, and matches them, for tests of strategies.
import { type BlockMatching, matchBlock } from "../../src/matching/block.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { frameOf } from "../../src/matching/frame.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { buildPool } from "../../src/matching/pool.js";
import type { Block } from "../../src/population/population.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { populationOf, type TestSchool } from "./population.js";

export const frameOfSchools = (schools: readonly TestSchool[], constraints: object = {}) =>
  frameOf(populationOf(schools), normaliseConstraints(constraints));

export const poolOf = (schools: readonly TestSchool[], constraints: object = {}, block: Block = "SECONDARY") =>
  buildPool(frameOfSchools(schools, constraints), block);

export function match<Parameters>(
  strategy: Strategy<Parameters>,
  schools: readonly TestSchool[],
  parameters: object = {},
  constraints: object = {},
  block: Block = "SECONDARY",
): BlockMatching {
  return matchBlock(frameOfSchools(schools, constraints), block, {
    strategy,
    parameters: normaliseParameters(strategy, parameters),
  });
}
