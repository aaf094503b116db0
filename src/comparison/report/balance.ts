// How like their peers schools are, attribute by attribute.
import type { Reported } from "./figures.js";
import { loveExhibits } from "./love-plot.js";
import { html, type Markup, sectionOf } from "./markup.js";
import { subgroups } from "./subgroups.js";

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
