// The runs to compare with the one that fed targets: one of every strategy, and near twins of the run itself.
import { type Constraints, normaliseConstraints } from "../../src/matching/constraints.js";
import { findStrategies } from "../../src/matching/discovery.js";
import type { Run } from "../../src/runs/run.js";
import { attendancePreset } from "../../src/strategy/attributes/presets.js";
import type { RunSettings } from "../estimation/cohorts.js";

export interface Twin extends RunSettings {
  readonly name: string;
}

const peerCounts = [10, 19, 21, 40, 60];

/** @param packages npm packages to find strategies in, in addition to `plugins/` */
export async function twinsOf(run: Run, packages: readonly string[]): Promise<readonly Twin[]> {
  const { constraints } = run;
  const installed = [...(await findStrategies(packages)).keys()];
  const byStrategy = installed.map((strategy) => ({ name: strategy, strategy, parameters: {}, constraints }));
  return [
    ...byStrategy,
    ...peerCounts.map((k) => withParameters(run, `k = ${k}`, { k })),
    ...withOtherWeights(run),
    ...withOtherConstraints(run),
  ];
}

const withParameters = ({ strategy, parameters, constraints }: Run, name: string, change: object): Twin => ({
  name,
  strategy,
  parameters: { ...(parameters as object), ...change },
  constraints,
});

/** For a strategy with weights: the greatest weight plus a tenth, and equal weights. */
function withOtherWeights(run: Run): readonly Twin[] {
  const { preset, ...rest } = run.parameters as { preset?: string; attributes?: Record<string, { weight: number }> };
  const attributes = rest.attributes ?? (preset === "attendance" ? attendancePreset : null);
  if (!attributes) return [];
  const entries = Object.entries(attributes);
  const [heaviest] = [...entries].sort(([, a], [, b]) => b.weight - a.weight)[0]!;
  const reweighed = (name: string, weightOf: (column: string, weight: number) => number) => {
    const changed = entries.map(([column, attribute]) => [
      column,
      { ...attribute, weight: weightOf(column, attribute.weight) },
    ]);
    return withParameters({ ...run, parameters: rest }, name, { attributes: Object.fromEntries(changed) });
  };
  return [
    reweighed(`weight of ${heaviest} + 10%`, (column, weight) => (column === heaviest ? 1.1 * weight : weight)),
    reweighed("equal weights", () => 1),
  ];
}

/** One constraint more or one less. */
function withOtherConstraints(run: Run): readonly Twin[] {
  const current = normaliseConstraints(run.constraints);
  const flipped = (["sameRegion", "sameUrbanRural", "notSameTrust", "selectiveWithSelective"] as const).map((name) => ({
    [name]: !current[name],
  }));
  const changes: Partial<Constraints>[] = [...flipped, { withinKm: current.withinKm === null ? 100 : null }];
  return changes.map((change) => {
    const [[name, value]] = Object.entries(change) as [[string, unknown]];
    const { strategy, parameters } = run;
    return { name: `${name}: ${value}`, strategy, parameters, constraints: { ...current, ...change } };
  });
}
