// The circumstances that a comparison of runs measures balance on.
import { refuse } from "../../errors.js";
import { columnsOf } from "../../matching/columns.js";
import { findStrategies } from "../../matching/discovery.js";
import { normaliseParameters } from "../../matching/parameters.js";
import { circumstanceColumns } from "../../population/population.js";
import type { Run } from "../../runs/run.js";
import type { Strategy } from "../../strategy/contract.js";

export type Attribute = (typeof circumstanceColumns)[number];

/** @throws KindredError BAD_ARGUMENT if one is not a circumstance, or is named twice */
export function assertAttributes(names: readonly string[]): asserts names is readonly Attribute[] {
  const unknown = names.find((name) => !(circumstanceColumns as readonly string[]).includes(name));
  if (unknown !== undefined)
    refuse(`attributes: there is no circumstance ${JSON.stringify(unknown)}. Use: ${circumstanceColumns.join(", ")}.`);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) refuse(`attributes: ${twice} is named twice: ${names.join(", ")}.`);
}

/**
 * The circumstances that the strategy of at least one run reads with the run's parameters, in the population's order.
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError as `circumstancesRead`
 */
export async function attributesRead(runs: readonly Run[], packages: readonly string[]): Promise<Attribute[]> {
  const strategies = await findStrategies(packages);
  const advice =
    "what it read is not known. Name the circumstances to measure balance on as its attributes, for example fsm,idaci";
  const read = new Set(runs.flatMap((run) => circumstancesRead(run, strategies, advice)));
  return circumstanceColumns.filter((column) => read.has(column));
}

/**
 * The circumstances that a run's strategy reads with the run's parameters, in the population's order.
 * @throws KindredError as `installedStrategy`
 */
export function circumstancesRead(run: Run, strategies: Installed, advice: string): Attribute[] {
  const strategy = installedStrategy(run, strategies, advice);
  const read = new Set(columnsOf(strategy, normaliseParameters(strategy, run.parameters)).map(({ column }) => column));
  return circumstanceColumns.filter((column) => read.has(column));
}

/** Of `findStrategies`. */
type Installed = ReadonlyMap<string, Strategy>;

/**
 * The strategy of a run.
 * @param advice what is not possible without the strategy, and what to do
 * @throws KindredError BAD_ARGUMENT if the version that the run used is not installed
 */
export function installedStrategy(
  { id, strategy: name, version }: Run,
  strategies: Installed,
  advice: string,
): Strategy {
  const strategy = strategies.get(name);
  if (strategy?.version === version) return strategy;
  const found = strategy ? `version ${strategy.version}` : "no such strategy";
  return refuse(`Run ${id} used ${name} ${version}, but ${found} is installed, so ${advice}`);
}
