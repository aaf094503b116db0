// How far the lists name the same peers.
import { cell, text } from "@observablehq/plot";
import { weightOfRanks } from "../rank-biased-overlap.js";
import { overlapByDepth } from "./depth.js";
import { type Figures, type PairNames, pairsOf, type Reported } from "./figures.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "./markup.js";
import { grey, shade, textOn } from "./palette.js";
import { type Drawing, draw, margins, width } from "./plot.js";
import { count, decimal, listed, percent, shorten, withInterval } from "./words.js";

export function agreementSection({ compared, figures }: Reported): Markup {
  const names = compared.lists.map(({ name }) => name);
  const pairs = pairsOf(names);
  return sectionOf("agreement", "Agreement: do the lists name the same peers?", [
    html`<p>Jaccard's index is the share of the schools named by either list that both name: 1 if they name the same
peers, 0 if they share none. Both lists are cut to the length of the shorter. Whole lists of 20 and 60 peers cannot
agree beyond 0.33; the table has what whole lists reach, and could reach at most.</p>`,
    exhibitOf([draw(matrix(names, pairs, figures))], jaccardTable(pairs, figures)),
    html`<p>Rank-biased overlap also asks in which order: it is 1 for the same peers in the same order, and the first ranks
have the most weight. With p = ${compared.p}, ranks 1 to 10 have ${percent(weightOfRanks(10, compared.p), 0)} of it. Lists
end, so part of it is not settled: the overlap is at least the first number, and at most that and the second together.</p>`,
    tableOf(rankTable(pairs, figures)),
    ...overlapByDepth(pairs, figures),
  ]);
}

const find = (figures: Figures, measure: string, [strategy, other]: PairNames) =>
  figures.find({ section: "agreement", measure, strategy, other });

/** A heat map with every pair twice, and nothing for a list and itself. */
function matrix(names: readonly string[], pairs: readonly PairNames[], figures: Figures): Drawing {
  const cells = pairs.flatMap(([first, second]) => {
    const value = find(figures, "jaccard", [first, second])?.value ?? null;
    return [
      { row: first, column: second, value },
      { row: second, column: first, value },
    ];
  });
  const isSmall = names.length > 5;
  const side = Math.min(64, (width - 106) / names.length);
  return {
    title: "Jaccard's index at the common depth",
    alternative: `A matrix of Jaccard's index for each two of ${names.length} lists. ${extremesOf(pairs, figures)}`,
    options: {
      width: 106 + side * names.length,
      height: 90 + side * names.length,
      ...margins(4, 8, 86, 98),
      x: { domain: names, label: null, tickSize: 0, tickRotate: -45, tickFormat: labelOf },
      y: { domain: names, label: null, tickSize: 0, tickFormat: labelOf },
      marks: [
        cell(cells, {
          x: "column",
          y: "row",
          fill: ({ value }) => shade(value ?? 0),
          stroke: grey,
          strokeWidth: 0.5,
          inset: 1,
        }),
        text(cells, {
          x: "column",
          y: "row",
          text: ({ value }) => decimal(value, 2),
          fontSize: isSmall ? 10 : 12,
          fill: ({ value }) => textOn(value ?? 0),
        }),
      ],
    },
  };
}

const labelOf = (name: string) => shorten(name, 13);

function extremesOf(pairs: readonly PairNames[], figures: Figures): string {
  const [least, ...others] = byAgreement(pairs, figures);
  if (!least) return "No two lists have peers for the same school.";
  const tell = ({ pair: [first, second], value }: typeof least) => `${decimal(value, 2)} (${first} and ${second})`;
  const most = others.at(-1);
  return `Lowest: ${tell(least)}.${most ? ` Highest: ${tell(most)}.` : ""}`;
}

/** The pairs with a Jaccard index, those that agree least first. */
export function byAgreement(pairs: readonly PairNames[], figures: Figures) {
  return pairs
    .flatMap((pair) => {
      const figure = find(figures, "jaccard", pair);
      return typeof figure?.value === "number" ? [{ pair, figure, value: figure.value }] : [];
    })
    .sort((a, b) => a.value - b.value);
}

function jaccardTable(pairs: readonly PairNames[], figures: Figures) {
  const number = (measure: string, pair: PairNames) => withInterval(find(figures, measure, pair));
  const share = (pair: PairNames) => withInterval(find(figures, "containment", pair), (value) => percent(value));
  const schools = (measure: string, pair: PairNames) => count(find(figures, measure, pair)?.value);
  return {
    caption: "agreement of each two lists, with 95% intervals",
    head: [
      "lists",
      "Jaccard, common depth",
      "Jaccard, whole lists",
      "at most",
      "first's peers that the second has",
      "second's peers that the first has",
      "schools in both",
      "in the first alone",
      "in the second alone",
    ],
    rows: pairs.map((pair) => [
      listed(pair),
      number("jaccard", pair),
      number("jaccard_whole", pair),
      number("jaccard_whole_max", pair),
      share(pair),
      share([pair[1], pair[0]]),
      schools("in_both", pair),
      schools("in_first_only", pair),
      schools("in_second_only", pair),
    ]),
  };
}

const rankMeasures = {
  rbo_min: "rank-biased overlap, at least",
  rbo_res: "not settled",
  rbo_ext: "extrapolated",
  rank_correlation: "rank correlation of shared peers",
};

const rankTable = (pairs: readonly PairNames[], figures: Figures) => ({
  caption: "agreement in the order of peers, with 95% intervals",
  head: ["lists", ...Object.values(rankMeasures)],
  rows: pairs.map((pair) => [
    listed(pair),
    ...Object.keys(rankMeasures).map((measure) => withInterval(find(figures, measure, pair))),
  ]),
});
