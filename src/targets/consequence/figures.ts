// Figures of the targets that lists of peers would give. What the rule of ten hides is left out.
import { quantileOf } from "../../comparison/distribution.js";
import type { Figure } from "../../comparison/figure.js";
import { figureByPart, meanAt } from "../../comparison/figure-by-part.js";
import type { Schools } from "../../comparison/lists.js";
import { type PartRows, partsOf } from "../../comparison/parts.js";
import type { FigureNames } from "../../comparison/resample.js";
import { fewest } from "../small-numbers.js";
import { Cells, type Described, type Published } from "./cells.js";
import { momentsAt, withInterval } from "./mean.js";
import { spearman } from "./spearman.js";
import type { WhatIf } from "./what-if.js";

/** The targets that a list would give, and whether a later year met them; null if no later year is known. */
export interface Consequence {
  /** Of the list. */
  readonly name: string;
  readonly targets: WhatIf;
  /** 1 or 0; NaN without a target or a figure of the later year. */
  readonly met: { readonly met: Float64Array; readonly withinNoise: Float64Array } | null;
}

/** The mean of one value a school (1 and 0 for a share), over the schools of these cells. */
interface Guarded extends Described {
  readonly names: FigureNames;
  /** NaN: the school does not count. */
  readonly values: Float64Array;
  readonly cells: Cells;
  /** Also as a difference of a group's level from the rest of the group. */
  readonly byGroup?: true;
}

interface Computed {
  readonly figures: readonly Figure[];
  /** Aligned with `figures`. */
  readonly shown: readonly boolean[];
}

/**
 * By part and list: means, percentiles and shares; between two lists, paired differences; for each level of a group,
 * the difference from the rest of the group; for a later year, the share that met the target.
 * @param schools of the comparison, with its groups
 */
export function consequenceFigures(
  schools: Pick<Schools, "block" | "groups">,
  consequences: readonly Consequence[],
): Figure[] {
  const parts = partsOf(schools);
  const cells = new Cells(parts, consequences[0]!.targets.tenths);
  const { met } = consequences[0]!;
  const later = met && new Cells(parts, met.met);
  const guarded: Guarded[] = [
    maintainShare(consequences[0]!, cells),
    ...consequences.flatMap((own, at) => measuresOfList(own, consequences.slice(0, at), cells)),
    ...pairsOf(consequences).flatMap((pair) => measuresOfPair(pair, cells)),
    ...(later ? backTest(consequences, later) : []),
  ];
  const published = guarded.map((measure) => ({ ...measure, ...measure.cells.publishable(measure) }));
  const computed = [
    setCounts(consequences[0]!, cells),
    means(published, parts),
    ...consequences.map((own, at) => percentiles(own, consequences.slice(0, at), cells)),
    ...pairsOf(consequences).map((pair) => rankCorrelation(pair, cells)),
    differences(
      published.filter(({ byGroup }) => byGroup),
      cells,
    ),
  ];
  const all = computed.flatMap(({ figures }) => figures);
  const shown = computed.flatMap(({ figures, shown }) => figures.filter((_, at) => shown[at]));
  const hidden: Figure = {
    ...namesOf("hidden_figures", "all"),
    ...parts[0]!.part,
    value: all.length - shown.length,
    low: null,
    high: null,
    n: all.length,
  };
  return [...shown, hidden];
}

const namesOf = (measure: string, strategy: string, other = ""): FigureNames => ({
  section: "consequence",
  measure,
  strategy,
  other,
  attribute: "",
});

/**
 * Every two lists. `beside` are, for each of the two, the lists before it: figures of three lists can be subtracted, so
 * that what two of them give away shows in the others.
 */
const pairsOf = <Each>(all: readonly Each[]) =>
  all.flatMap((first, at) =>
    all.slice(at + 1).map((second, next) => {
      const before = (own: Each, place: number) => all.slice(0, place).map((other) => [other, own] as const);
      return { first, second, beside: [...before(first, at), ...before(second, at + 1 + next)] };
    }),
  );

type PairOf<Each> = ReturnType<typeof pairsOf<Each>>[number];

const combine = (a: Float64Array, b: Float64Array, of: (a: number, b: number) => number) =>
  a.map((value, row) => of(value, b[row]!));

/** 1 where two columns differ. */
const differ = (a: Float64Array, b: Float64Array) => combine(a, b, (one, other) => Number(one !== other));

/** 1 where none of these is 1: the schools that remain when shares are published one after the other. */
const noneOf = (...columns: readonly Float64Array[]) =>
  columns[0]!.map((_, row) => Number(columns.every((column) => column[row] === 0)));

/** The number of schools with a target, which does not depend on peers. */
const setCounts = ({ targets: { tenths } }: Consequence, cells: Cells): Computed => ({
  figures: figureByPart(namesOf("set_count", "all"), cells.parts, (rows) => {
    const { n } = meanAt(tenths, rows);
    return { value: n, n };
  }),
  shown: cells.publishable({ described: [], changed: [] }).shown,
});

const maintainShare = ({ targets: { maintain } }: Consequence, cells: Cells): Guarded => ({
  names: namesOf("maintain_share", "all"),
  values: maintain,
  cells,
  described: [maintain, noneOf(maintain)],
  changed: [],
  byGroup: true,
});

/** @param before the lists before it, whose figures stand beside its own */
function measuresOfList({ name: list, targets }: Consequence, before: readonly Consequence[], cells: Cells): Guarded[] {
  const { tenths, improvement, maintain, floor } = targets;
  const changed = (name: keyof WhatIf) => before.map((other) => differ(other.targets[name], targets[name]));
  const mean = (measure: string, values: Float64Array) => ({
    names: namesOf(measure, list),
    values,
    cells,
    // If all schools are at the floor but a few, the mean says so.
    described: [floor, noneOf(floor, maintain)],
    changed: changed("tenths"),
  });
  const share = (measure: string, name: "floor" | "largest" | "cap", ...others: readonly Float64Array[]) => ({
    names: namesOf(measure, list),
    values: targets[name],
    cells,
    described: [targets[name], noneOf(targets[name], maintain, ...others)],
    changed: changed(name),
    byGroup: true as const,
  });
  return [
    mean(
      "target_mean",
      tenths.map((value) => value / 10),
    ),
    { ...mean("improvement_mean", improvement), byGroup: true },
    share("floor_share", "floor"),
    share("largest_increase_share", "largest", floor),
    share("cap_share", "cap"),
  ];
}

const changedTargets = ({ beside }: PairOf<Consequence>) =>
  beside.map(([one, other]) => differ(one.targets.tenths, other.targets.tenths));

function measuresOfPair(pair: PairOf<Consequence>, cells: Cells): Guarded[] {
  const { first, second } = pair;
  const changed = changedTargets(pair);
  const names = (measure: string) => namesOf(measure, first.name, second.name);
  const difference = combine(first.targets.tenths, second.targets.tenths, (a, b) => a - b);
  const byAtLeast = (tenths: number) =>
    difference.map((value) => (Number.isNaN(value) ? value : Number(Math.abs(value) >= tenths)));
  const [by1, by3] = [byAtLeast(1), byAtLeast(3)];
  return [
    {
      names: names("mean_difference"),
      values: difference.map((value) => value / 10),
      cells,
      described: [by1, noneOf(by1)],
      changed,
    },
    { names: names("differs_0_1_share"), values: by1, cells, described: [by1, noneOf(by1)], changed },
    {
      names: names("differs_0_3_share"),
      values: by3,
      cells,
      described: [by3, combine(by1, by3, (one, three) => one - three)],
      changed,
    },
  ];
}

/** Over the schools with a figure of the later year. */
function backTest(consequences: readonly Consequence[], cells: Cells): Guarded[] {
  const later = consequences.map(({ name, met }) => ({ ...met!, name }));
  const share = (measure: string, at: number, name: "met" | "withinNoise", rest: Float64Array): Guarded => ({
    names: namesOf(measure, later[at]!.name),
    values: later[at]![name],
    cells,
    described: [later[at]![name], rest],
    changed: later.slice(0, at).map((other) => differ(other[name], later[at]![name])),
    byGroup: true,
  });
  return [
    ...later.flatMap(({ met, withinNoise }, at) => [
      share("met_share", at, "met", noneOf(met)),
      share("within_noise_share", at, "withinNoise", noneOf(met, withinNoise)),
    ]),
    ...pairsOf(later).map(
      ({ first, second, beside }): Guarded => ({
        names: namesOf("met_difference", first.name, second.name),
        values: combine(first.met, second.met, (a, b) => a - b),
        cells,
        described: [differ(first.met, second.met)],
        changed: beside.map(([one, other]) => differ(one.met, other.met)),
      }),
    ),
  ];
}

function means(measures: readonly (Guarded & Published)[], parts: readonly PartRows[]): Computed {
  return {
    figures: measures.flatMap(({ names, values }) =>
      parts.map(({ part, rows }): Figure => {
        const { n, mean, variance } = momentsAt(values, rows);
        return { ...names, ...part, ...withInterval(mean, variance / n), n };
      }),
    ),
    shown: measures.flatMap(({ shown }) => shown),
  };
}

/** As a share of the schools, where a percentile is and how many schools are beyond it. */
const percentilesShown = { target_p10: [0.1, 0.1], target_median: [0.5, 0.5], target_p90: [0.9, 0.1] } as const;

/** A percentile needs as many schools beyond it as any figure. */
function percentiles({ name: list, targets }: Consequence, before: readonly Consequence[], cells: Cells): Computed {
  const changed = before.map((other) => differ(other.targets.tenths, targets.tenths));
  const { shown } = cells.publishable({ described: [], changed });
  const computed = Object.entries(percentilesShown).flatMap(([measure, [p, beyond]]) =>
    cells.parts.map((part, at) => {
      const { tenths } = targets;
      const known = Float64Array.from(part.rows, (row) => tenths[row]!).filter((value) => !Number.isNaN(value));
      const { length: n } = known;
      const value = n > 0 ? quantileOf(known, p) / 10 : null;
      const figure: Figure = { ...namesOf(measure, list), ...part.part, value, low: null, high: null, n };
      return { figure, isShown: shown[at]! && (n === 0 || n * beyond >= fewest) };
    }),
  );
  return { figures: computed.map(({ figure }) => figure), shown: computed.map(({ isShown }) => isShown) };
}

function rankCorrelation(pair: PairOf<Consequence>, cells: Cells): Computed {
  const { first, second } = pair;
  const names = namesOf("spearman", first.name, second.name);
  const [a, b] = [first.targets.tenths, second.targets.tenths];
  const figures = cells.parts.map(({ part, rows }): Figure => {
    const known = rows.filter((row) => !Number.isNaN(a[row]));
    const value = spearman(
      known.length,
      (at) => a[known[at]!]!,
      (at) => b[known[at]!]!,
    );
    return { ...names, ...part, value, low: null, high: null, n: known.length };
  });
  return { figures, shown: cells.publishable({ described: [differ(a, b)], changed: changedTargets(pair) }).shown };
}

/** Of each level of a group from the rest of the group. */
function differences(measures: readonly (Guarded & Published)[], cells: Cells): Computed {
  const levels = cells.levels();
  return {
    figures: measures.flatMap(({ names, values }) =>
      levels.map(({ at, others }): Figure => {
        const own = momentsAt(values, cells.parts[at]!.rows);
        const rest = momentsAt(values, ...others.map((other) => cells.parts[other]!.rows));
        return {
          ...names,
          measure: `${names.measure}_difference_from_rest`,
          ...cells.parts[at]!.part,
          ...withInterval(own.mean - rest.mean, own.variance / own.n + rest.variance / rest.n),
          n: own.n,
        };
      }),
    ),
    shown: measures.flatMap(({ differs }) => levels.map(({ at }) => differs[at]!)),
  };
}
