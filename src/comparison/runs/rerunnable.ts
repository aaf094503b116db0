// What is needed to run the strategies of compared runs again.
import { normaliseConstraints } from "../../matching/constraints.js";
import { findStrategies } from "../../matching/discovery.js";
import { frameOf } from "../../matching/frame.js";
import type { Population } from "../../population/population.js";
import type { Rerunnable } from "../steadiness/steadiness.js";
import { circumstancesRead } from "./attributes.js";
import type { NamedRun } from "./find.js";

/**
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError as `circumstancesRead`
 */
export async function rerunnable(
  runs: readonly NamedRun[],
  population: Population,
  packages: readonly string[],
): Promise<Rerunnable[]> {
  const strategies = await findStrategies(packages);
  return runs.map(({ name, run }) => ({
    name,
    strategy: run.strategy,
    parameters: run.parameters,
    frame: frameOf(population, normaliseConstraints(run.constraints)),
    attributes: circumstancesRead(run, strategies, "it cannot be run again. Leave out --steadiness."),
  }));
}
