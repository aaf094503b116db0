// How like their peers schools are, attribute by attribute.
import type { Figure, Part } from "../figure.js";
import { type Figures, partName, type Reported } from "./figures.js";
import { loveExhibits } from "./love-plot.js";
import { html, type Markup, sectionOf, tableOf } from "./markup.js";
import { count, decimal } from "./words.js";

const heading = "Balance: are peers in like circumstances?";

export function balanceSection({ compared, figures }: Reported): Markup {
  const lists = compared.lists.map(({ name }) => name);
  const rms = (strategy: string, attribute: string, other = "") =>
    figures.find({ section: "balance", measure: "rms", strategy, attribute, other })?.value ?? Number.NaN;
  const attributes = Object.keys(compared.schools.attributes);
  if (attributes.length === 0) {
    return sectionOf("balance", heading, [html`<p>No balance: no attributes were named to measure it on.</p>`]);
  }
  return sectionOf("balance", heading, [
    html`<p>For each attribute, the root-mean-square over schools of the difference between a school's own value and the mean
of its peers. 0 would be peers just like the school; random peers of the block show what no matching at all gives. This
is not an estimate of a treatment's effect.</p>`,
    ...loveExhibits({
      title: "Difference from the peers' mean",
      about: "Root-mean-square difference between schools and the mean of their peers",
      axis: "standard deviations of the block",
      attributes,
      lists: lists.map((name) => ({
        name,
        value: (attribute) => rms(name, attribute),
        random: (attribute) => rms(name, attribute, "random"),
      })),
      thresholds: [],
    }),
    ...subgroups(lists, attributes, figures),
  ]);
}

/** Beyond it, differences are commonly called an imbalance (Stuart 2010, Statistical Science 25). */
const threshold = 0.1;

/** Smaller subgroups differ from their peers by chance alone. */
const leastSchools = 30;

/** The subgroup that differs most, and a tally of all. */
const subgroups = (lists: readonly string[], attributes: readonly string[], figures: Figures): Markup[] => [
  html`<h3>The subgroup that differs most from its peers</h3>`,
  ...worstSubgroup(lists, attributes, figures),
  html`<h3>By block and group</h3>`,
  tableOf(tallyTable(lists, figures)),
];

function worstSubgroup(lists: readonly string[], attributes: readonly string[], figures: Figures): Markup[] {
  const part = worstPart(figures);
  if (!part) return [html`<p>No subgroup: none has ${leastSchools} schools with peers.</p>`];
  const smd = (strategy: string, attribute: string) =>
    figures.find({ section: "balance", measure: "smd", strategy, attribute }, part)?.value ?? Number.NaN;
  return [
    html`<p>Of the subgroups with at least ${leastSchools} schools, “${partName(part)}” has the greatest standardised mean
difference: the mean of its schools less the mean of their peers, in standard deviations of its schools. Beyond ${threshold}
(dashed) either way, a difference is commonly called an imbalance. In the attribute that a group is cut by, such as deprivation by
IDACI, the schools of a level vary little, so that a small difference is many of their standard deviations.</p>`,
    ...loveExhibits({
      title: `Standardised mean difference, ${partName(part)}`,
      about: `Standardised mean difference between the schools of “${partName(part)}” and their peers, with lines at ${decimal(-threshold, 1)} and ${threshold}`,
      axis: "standard deviations of its schools",
      attributes,
      lists: lists.map((name) => ({ name, value: (attribute) => smd(name, attribute) })),
      thresholds: [-threshold, threshold],
    }),
  ];
}

/** Groups if there are any, else blocks. */
function worstPart(figures: Figures): Part | undefined {
  const shown = figures.all.filter(
    ({ section, measure, other, n }) => section === "balance" && measure === "smd" && other === "" && n >= leastSchools,
  );
  const inGroups = shown.filter(({ group }) => group !== "all");
  const candidates = inGroups.length > 0 ? inGroups : shown.filter(({ block }) => block !== "all");
  const size = ({ value }: Figure) => Math.abs(value ?? 0);
  return candidates.reduce<Figure | undefined>(
    (worst, figure) => (worst && size(worst) >= size(figure) ? worst : figure),
    undefined,
  );
}

/** One cell for each list: how many attributes are beyond the threshold, and the worst. */
function tallyTable(lists: readonly string[], figures: Figures) {
  const parts = figures.partsOf("balance", "smd_above_0.1");
  // Its attribute is what it tells, so it cannot be found by that.
  const worst = figures.all.filter(({ measure }) => measure === "worst_smd");
  const cell = (strategy: string, part: Part) => {
    const above = figures.find({ section: "balance", measure: "smd_above_0.1", strategy }, part);
    const { attribute, value } = worst.find((figure) => figure.strategy === strategy && isSame(figure, part)) ?? {};
    return `${count(above?.value)} of ${count(above?.n)}${attribute ? `; ${attribute} ${decimal(value, 2)}` : ""}`;
  };
  return {
    caption: `attributes with a standardised mean difference beyond ${threshold}; the worst`,
    head: ["schools", ...lists],
    rows: parts.map((part) => [partName(part), ...lists.map((name) => cell(name, part))]),
  };
}

const isSame = (a: Part, b: Part) => a.block === b.block && a.group === b.group && a.level === b.level;
