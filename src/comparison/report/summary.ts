// The report in plain words: what differs, by how much, and how sure that is.
import type { Figure } from "../figure.js";
import { resamples } from "../resample.js";
import { byAgreement } from "./agreement.js";
import { type Figures, pairsOf, type Reported } from "./figures.js";
import { html, type Markup, sectionOf } from "./markup.js";
import { steadinessInWords } from "./steadiness.js";
import { count, counted, decimal, listed, percent, quoted, withInterval } from "./words.js";

export function summarySection({ compared: { schools, lists, seed }, figures }: Reported): Markup {
  const names = lists.map(({ name }) => name);
  const blocks = new Set(schools.block).size;
  const topics = [
    [
      `The report compares the peers that ${listed(names.map(quoted))} give ${counted(schools.ids.length, "school")}${blocks > 1 ? ` in ${blocks} blocks` : ""}.`,
      ...agreementInWords(names, figures),
    ],
    balanceInWords(names, Object.keys(schools.attributes), figures),
    validityInWords(names, figures),
    hubsInWords(names, figures),
    steadinessInWords(names, figures),
  ];
  return sectionOf("summary", "In plain words", [
    ...topics.filter(({ length }) => length > 0).map((sentences) => html`<p>${sentences.join(" ")}</p>`),
    html`<p>Intervals are 95%: they tell how far a figure could differ with other schools of the same kind, and nothing about
errors in the data (${count(resamples)} resamples of schools, seed ${seed}).</p>`,
  ]);
}

const roundPercent = (value: number | null | undefined) => percent(value, (value ?? 0) < 0.1 ? 1 : 0);

function agreementInWords(names: readonly string[], figures: Figures): string[] {
  const [least, ...others] = byAgreement(pairsOf(names), figures);
  if (!least) return ["No two lists have peers for the same school."];
  const tell = ({ pair, figure }: typeof least) =>
    `of the schools that ${listed(pair.map(quoted))} name for a school, both name ${withInterval(figure, roundPercent)}`;
  const most = others.at(-1);
  if (!most) return [`On average, ${tell(least)}.`];
  return [
    `${listed(least.pair.map(quoted))} agree least: on average, ${tell(least)}.`,
    `${listed(most.pair.map(quoted))} agree most: ${tell(most)}.`,
  ];
}

/** The mean over attributes of the root-mean-square difference. */
function balanceInWords(names: readonly string[], attributes: readonly string[], figures: Figures): string[] {
  const mean = (strategy: string, other: string) => {
    const values = attributes.flatMap(
      (attribute) => figures.find({ section: "balance", measure: "rms", strategy, other, attribute })?.value ?? [],
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const known = names
    .map((name) => ({ name, own: mean(name, ""), random: mean(name, "random") }))
    .filter(({ own }) => !Number.isNaN(own))
    .sort((a, b) => a.own - b.own);
  const [best] = known;
  const worst = known.at(-1);
  if (!best || !worst) return [];
  const tell = ({ name, own }: typeof best) => `${decimal(own, 2)} under ${quoted(name)}`;
  const random = Number.isNaN(best.random) ? "" : `; with as many random peers it is ${decimal(best.random, 2)}`;
  const last = worst === best ? "" : `, and furthest with ${tell(worst)}`;
  return [
    `Schools and their peers are nearest in circumstances with a typical difference of ${tell(best)}${last} (standard deviations, mean of ${counted(attributes.length, "attribute")})${random}.`,
  ];
}

function hubsInWords(names: readonly string[], figures: Figures): string[] {
  const known = names
    .flatMap((name) => {
      const never = figures.find({ section: "hubs", measure: "never_share", strategy: name })?.value;
      const most = figures.find({ section: "hubs", measure: "max", strategy: name })?.value;
      return typeof never === "number" && typeof most === "number" ? [{ name, never, most }] : [];
    })
    .sort((a, b) => a.never - b.never);
  const [fewest] = known;
  const last = known.at(-1);
  if (!fewest || !last) return [];
  const often = known.reduce((a, b) => (b.most > a.most ? b : a));
  const tell = ({ name, never }: typeof fewest) => `${roundPercent(never)} of the schools under ${quoted(name)}`;
  return [
    `${tell(fewest)} are nobody's peer${last === fewest ? "" : `, the fewest; ${tell(last)}, the most`}.`,
    `One school is a peer ${count(often.most)} times, under ${quoted(often.name)}.`,
  ];
}

const simpleWays = {
  own_last: "the school's own figure of the base year",
  ols: "least squares on the same attributes",
  block_mean: "the mean of the block",
} as const;

function validityInWords(lists: readonly string[], figures: Figures): string[] {
  const errorOf = (strategy: string, other: string, name: string) => {
    const figure = figures.find({ section: "validity", measure: "rmse", strategy, other });
    return typeof figure?.value === "number" ? [{ name, figure, value: figure.value }] : [];
  };
  const [best, second] = lists.flatMap((name) => errorOf(name, "", name)).sort((a, b) => a.value - b.value);
  if (!best) return [];
  const simple = Object.entries(simpleWays).flatMap(([other, name]) => errorOf("all", other, name));
  const better = simple.filter(({ value }) => value < best.value);
  const tell = (ways: typeof simple) => listed(ways.map(({ name, value }) => `${name} (${decimal(value, 2)})`));
  return [
    `${quoted(best.name)} predicts the held-out year best: its typical error (RMSE) is ${withInterval(best.figure, (value) => decimal(value, 2))} percentage points.`,
    ...(second ? leadInWords(leadOf(best.name, second.name, figures), quoted(second.name)) : []),
    ...leadInWords(leadOf(best.name, "random", figures), "as many random peers"),
    ...(better.length > 0 ? [`Simpler ways err less: ${tell(better)}.`] : []),
    ...(better.length === 0 && simple.length > 0 ? [`No simpler way errs less: ${tell(simple)}.`] : []),
  ];
}

type Lead = Pick<Figure, "value" | "low" | "high">;

/** By how much the error of the one is less. The figures have each pair of lists in one direction only. */
function leadOf(one: string, other: string, figures: Figures): Lead | undefined {
  const find = (strategy: string, other: string) =>
    figures.find({ section: "validity", measure: "rmse_difference", strategy, other });
  const reversed = find(one, other);
  if (!reversed) return find(other, one);
  const negated = (value: number | null) => (value === null ? null : -value);
  return { value: negated(reversed.value), low: negated(reversed.high), high: negated(reversed.low) };
}

function leadInWords(lead: Lead | undefined, other: string): string[] {
  if (!lead || lead.low === null || lead.high === null) return [];
  if (lead.low > 0)
    return [`It errs by ${withInterval(lead)} points less than ${other}, and that interval excludes 0.`];
  if (lead.high < 0) return [`It errs by more than ${other}: the interval of the difference excludes 0.`];
  return [`Its lead over ${other}, ${withInterval(lead)} points, could be chance: the interval includes 0.`];
}
