// Runs that are held against the one that fed targets: of every strategy, and near twins of it.

import { type Constraints, normaliseConstraints } from "../../src/matching/constraints.js";
import { findStrategies } from "../../src/matching/discovery.js";
import type { Run } from "../../src/runs/run.js";
import { attendancePreset } from "../../src/strategy/attributes/presets.js";
import type { Recipe } from "../estimation/cohorts.js";

export interface Twin extends Recipe {
  readonly name: string;
}

const numbersOfPeers = [10, 19, 21, 40, 60];

/** @param packages npm packages to find strategies in, beside `plugins/` */
export async function twinsOf(run: Run, packages: readonly string[]): Promise<readonly Twin[]> {
  const { constraints } = run;
  const installed = [...(await findStrategies(packages)).keys()];
  const others = installed.map((strategy) => ({ name: strategy, strategy, parameters: {}, constraints }));
  return [
    ...others,
    ...numbersOfPeers.map((k) => withParameters(run, `k = ${k}`, { k })),
    ...weighed(run),
    ...bound(run),
  ];
}

const withParameters = ({ strategy, parameters, constraints }: Run, name: string, change: object): Twin => ({
  name,
  strategy,
  parameters: { ...(parameters as object), ...change },
  constraints,
});

/** Of a strategy that takes weights: the heaviest a tenth heavier, and all alike. */
function weighed(run: Run): readonly Twin[] {
  const { preset, ...rest } = run.parameters as { preset?: string; attributes?: Record<string, { weight: number }> };
  const attributes = rest.attributes ?? (preset === "attendance" ? attendancePreset : null);
  if (!attributes) return [];
  const entries = Object.entries(attributes);
  const [heaviest] = [...entries].sort(([, a], [, b]) => b.weight - a.weight)[0]!;
  const reweighed = (name: string, weightOf: (column: string, weight: number) => number) => {
    const changed = entries.map(([column, each]) => [column, { ...each, weight: weightOf(column, each.weight) }]);
    return withParameters({ ...run, parameters: rest }, name, { attributes: Object.fromEntries(changed) });
  };
  return [
    reweighed(`weight of ${heaviest} + 10%`, (column, weight) => (column === heaviest ? 1.1 * weight : weight)),
    reweighed("equal weights", () => 1),
  ];
}

/** One constraint more, or one less. */
function bound(run: Run): readonly Twin[] {
  const given = normaliseConstraints(run.constraints);
  const flipped = (["sameRegion", "sameUrbanRural", "notSameTrust", "selectiveWithSelective"] as const).map((name) => ({
    [name]: !given[name],
  }));
  const changes: Partial<Constraints>[] = [...flipped, { withinKm: given.withinKm === null ? 100 : null }];
  return changes.map((change) => {
    const [[name, value]] = Object.entries(change) as [[string, unknown]];
    const { strategy, parameters } = run;
    return { name: `${name}: ${value}`, strategy, parameters, constraints: { ...given, ...change } };
  });
}
