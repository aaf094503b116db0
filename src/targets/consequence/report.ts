// The targets that each run would give, on the page for people.
import type { Part } from "../../comparison/figure.js";
import { type Figures, type PairNames, pairsOf, partName, type Reported } from "../../comparison/report/figures.js";
import { loveExhibits } from "../../comparison/report/love-plot.js";
import { html, type Markup, sectionOf, tableOf } from "../../comparison/report/markup.js";
import type { PageSection } from "../../comparison/report/page.js";
import { count, decimal, listed, percent, quoted, withInterval } from "../../comparison/report/words.js";
import type { Policy } from "../policy.js";
import { fewest } from "../small-numbers.js";

export const consequenceReport =
  (policy: Policy) =>
  ({ compared, figures }: Reported): PageSection => {
    const lists = compared.lists.map(({ name }) => name);
    const hidden = find(figures, "hidden_figures", "all");
    return {
      id: "consequence",
      name: "Targets",
      content: sectionOf("consequence", "Consequence: what would targets be?", [
        html`<p>${inWords(lists, figures)}</p>`,
        html`<p>Computed from published figures under the policy “${policy.id} ${policy.version}”. Nothing was drafted, and no
target that was set was read. No figure describes fewer than ${fewest} schools, alone or by subtraction: ${count(hidden?.value)} of
${count(hidden?.n)} figures are left out for that (–). What needs a later year is left out where there is none.</p>`,
        tableOf(targetTable(lists, figures)),
        tableOf(pairTable(lists, figures)),
        html`<h3>Target shift by deprivation</h3>`,
        ...byDeprivation(lists, figures),
        tableOf(restTable(lists, figures)),
      ]),
    };
  };

const find = (figures: Figures, measure: string, strategy: string, other = "", part?: Part) =>
  figures.find({ section: "consequence", measure, strategy, other }, part);

const asShare = (value: number | null | undefined) => percent(value);

function inWords(lists: readonly string[], figures: Figures): string {
  const schools = find(figures, "set_count", "all")?.value;
  const known = lists
    .flatMap((name) => {
      const value = find(figures, "improvement_mean", name)?.value;
      return typeof value === "number" ? [{ name, value }] : [];
    })
    .sort((a, b) => a.value - b.value);
  const [least, most] = [known[0], known.at(-1)];
  if (!least || !most) return `Too few schools would have a target, or too few whose target depends on the list.`;
  const points = ({ value }: typeof least) => `${decimal(value, 3)} points`;
  const asked =
    least === most
      ? `On average ${quoted(most.name)} asks for an improvement of ${points(most)}.`
      : `On average ${quoted(most.name)} asks for the largest improvement (${points(most)}), and ${quoted(least.name)} for the smallest (${points(least)})${couldBeChance(most.name, least.name, figures)}.`;
  const [furthest] = pairsOf(lists)
    .flatMap((pair) => {
      const value = find(figures, "differs_0_1_share", ...pair)?.value;
      return typeof value === "number" ? [{ pair, value }] : [];
    })
    .sort((a, b) => b.value - a.value);
  const differing = furthest
    ? ` The choice matters most between ${listed(furthest.pair.map(quoted))}: ${percent(furthest.value, 0)} of the schools would have another target.`
    : "";
  return `${count(schools)} schools would have a target. ${asked}${differing}`;
}

/** Whether the interval of the mean difference of two lists includes 0; nothing if the rule of ten hides it. */
function couldBeChance(most: string, least: string, figures: Figures): string {
  const figure = find(figures, "mean_difference", most, least) ?? find(figures, "mean_difference", least, most);
  const { low, high } = figure ?? {};
  if (typeof low !== "number" || typeof high !== "number") return "";
  return low <= 0 && high >= 0 ? "; the difference could be chance" : "";
}

function targetTable(lists: readonly string[], figures: Figures) {
  const maintain = find(figures, "maintain_share", "all");
  const stay = maintain ? `; ${asShare(maintain.value)} of the schools would be asked to stay where they are` : "";
  return {
    caption: `targets by list, with 95% intervals${stay}`,
    head: [
      "list",
      "mean target",
      "tenth percentile",
      "median",
      "ninetieth percentile",
      "mean improvement, points",
      "asked for the least",
      "asked for the most",
      "held down by the ceiling",
      "met in the later year",
      "missed within noise",
    ],
    rows: lists.map((name) => {
      const value = (measure: string) => decimal(find(figures, measure, name)?.value, 1);
      const share = (measure: string) => withInterval(find(figures, measure, name), asShare);
      return [
        name,
        withInterval(find(figures, "target_mean", name)),
        ...["target_p10", "target_median", "target_p90"].map(value),
        withInterval(find(figures, "improvement_mean", name)),
        ...["floor_share", "largest_increase_share", "cap_share", "met_share", "within_noise_share"].map(share),
      ];
    }),
  };
}

function pairTable(lists: readonly string[], figures: Figures) {
  const cell = (measure: string, pair: PairNames, format?: typeof asShare) =>
    withInterval(find(figures, measure, ...pair), format);
  return {
    caption: "targets of each two lists, the first less the second, with 95% intervals",
    head: [
      "lists",
      "mean difference, points",
      "differ by 0.1 or more",
      "differ by 0.3 or more",
      "rank correlation",
      "difference in the share that met",
    ],
    rows: pairsOf(lists).map((pair) => [
      listed(pair),
      cell("mean_difference", pair),
      cell("differs_0_1_share", pair, asShare),
      cell("differs_0_3_share", pair, asShare),
      cell("spearman", pair),
      cell("met_difference", pair, asShare),
    ]),
  };
}

function byDeprivation(lists: readonly string[], figures: Figures): Markup[] {
  const fifths = figures
    .partsOf("consequence", "improvement_mean")
    .filter(({ group, level }) => group === "deprivation" && lists.some((name) => mean(name, level) !== undefined));
  function mean(name: string, level: string): number | undefined {
    const part = { block: "all", group: "deprivation", level };
    return find(figures, "improvement_mean", name, "", part)?.value ?? undefined;
  }
  if (fifths.length === 0) return [html`<p>No plot: too few schools have a target and a known deprivation.</p>`];
  return [
    html`<p>The mean improvement that each list asks for, by fifth of deprivation within the block.</p>`,
    ...loveExhibits({
      title: "Mean improvement asked for",
      about: "Mean improvement that targets ask for, by fifth of deprivation",
      axis: "percentage points",
      attributes: fifths.map(({ level }) => level),
      inOrder: "fifth",
      lists: lists.map((name) => ({ name, value: (level) => mean(name, level) ?? Number.NaN })),
      thresholds: [],
    }),
  ];
}

function restTable(lists: readonly string[], figures: Figures) {
  const measure = "improvement_mean_difference_from_rest";
  return {
    caption:
      "mean improvement of the schools of a level less that of the other levels, percentage points, with 95% intervals",
    head: ["schools", ...lists],
    rows: figures
      .partsOf("consequence", measure)
      .map((part) => [partName(part), ...lists.map((name) => withInterval(find(figures, measure, name, "", part)))]),
  };
}
