// `report.html` of two years: what became of the older year's peers.
import type { Part } from "../figure.js";
import { type DotRow, dotPlot } from "../report/dot-plot.js";
import { partName, whole } from "../report/figures.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "../report/markup.js";
import { pageOf } from "../report/page.js";
import { draw } from "../report/plot.js";
import { count, counted, decimal, percent, quoted, withInterval } from "../report/words.js";
import { type YearsCompared, yearName } from "./compare-years.js";
import type { YearFigure } from "./figures.js";
import { type Reason, reasons } from "./reasons.js";

/** As people read them, and what they mean. */
const words: Readonly<Record<Reason, readonly [name: string, meaning: string]>> = {
  CLOSED: ["closed", "not open as a state-funded school, or merged with the school itself"],
  NOT_MATCHED: ["not matched", "the school itself has no peers in the newer year"],
  OUT_OF_REACH: ["out of reach", "of another block, or excluded by a constraint"],
  NO_FIGURES: ["no figures", "without published attendance or circumstances"],
  OTHER_STRATEGY: ["other strategy", "the runs measure distance differently, so what moved is not known"],
  FIGURES_CHANGED: [
    "figures changed",
    "their distance is greater than it was: figures of the two schools have changed, or of the schools that distances are scaled by",
  ],
  OVERTAKEN: ["overtaken", "as alike as before or more, but others are chosen"],
};

/** One HTML page without script that needs no other file. The same input gives the same bytes. */
export function renderYears(compared: YearsCompared): string {
  const { older, newer } = compared;
  const find = finder(compared.figures);
  return pageOf({
    title: `Peers of ${older.baseYear} and ${newer.baseYear} compared`,
    sections: [
      { id: "summary", name: "In plain words", content: summary(compared, find) },
      { id: "change", name: "Change", content: changeSection(compared, find) },
    ],
  });
}

type Find = (measure: string, attribute?: string, part?: Part) => YearFigure | undefined;

function finder(figures: readonly YearFigure[]): Find {
  const keyOf = (measure: string, attribute: string, { block, group, level }: Part) =>
    JSON.stringify([measure, attribute, block, group, level]);
  const byKey = new Map(figures.map((figure) => [keyOf(figure.measure, figure.attribute, figure), figure]));
  return (measure, attribute = "", part = whole) => byKey.get(keyOf(measure, attribute, part));
}

const share = (figure: YearFigure | undefined) => withInterval(figure, (value) => percent(value));

function summary({ older, newer, counts, seed }: YearsCompared, find: Find): Markup {
  const often = reasons
    .map((reason) => ({ reason, value: find("went_share", reason)?.value ?? 0 }))
    .reduce((a, b) => (b.value > a.value ? b : a));
  const [name, meaning] = words[often.reason];
  const why =
    often.value > 0 ? ` The most frequent reason is ${quoted(name)} (${percent(often.value)}): ${meaning}.` : "";
  return sectionOf("summary", "In plain words", [
    html`<p>The report follows the peers of ${counted(counts.both, "school")} (with peers in both years: ${count(find("jaccard")?.n ?? 0)}) from ${quoted(yearName(older))} to
${quoted(yearName(newer))}. Of the peers of ${older.baseYear}, ${share(find("stayed_share"))} are peers in ${newer.baseYear}
too; of those of ${newer.baseYear}, ${share(find("came_share"))} are new.${why}</p>`,
    html`<p>Schools in ${older.baseYear} alone: ${count(counts.olderOnly)}; in ${newer.baseYear} alone:
${count(counts.newerOnly)}. Intervals are 95%, over resamples of schools (seed ${seed}).</p>`,
  ]);
}

function changeSection({ figures, newer, older }: YearsCompared, find: Find): Markup {
  const rows = reasons.flatMap((reason): DotRow[] => {
    const { value, low, high } = find("went_share", reason) ?? { value: null, low: null, high: null };
    const inPercent = (share: number | null) => share && 100 * share;
    if (value === null) return [];
    return [
      { name: words[reason][0], value: 100 * value, low: inPercent(low), high: inPercent(high), isBaseline: false },
    ];
  });
  const title = `Why peers of ${older.baseYear} went`;
  const about = `Share of the peers of ${older.baseYear} that are not peers in ${newer.baseYear}, by reason.`;
  const plots = rows.length > 0 ? [draw(dotPlot(title, about, "% of the older year's peers", rows))] : [];
  const parts = figures.filter(({ measure }) => measure === "stayed_share");
  return sectionOf("change", "Change: who came, who went, and why", [
    html`<p>A peer that went has the first reason of the table that holds. Jaccard's index is the share of the schools that
are peers in either year that are so in both.</p>`,
    exhibitOf(plots, {
      caption: "peers that went, by reason, with 95% intervals",
      head: ["reason", "share of the older year's peers", "meaning"],
      rows: reasons.map((reason) => [words[reason][0], share(find("went_share", reason)), words[reason][1]]),
    }),
    tableOf({
      caption: "peers that stayed, came and went, by block and group",
      head: ["schools", "Jaccard", "stayed", "came", ...reasons.map((reason) => words[reason][0])],
      rows: parts.map((part) => [
        partName(part),
        decimal(find("jaccard", "", part)?.value),
        percent(part.value),
        percent(find("came_share", "", part)?.value),
        ...reasons.map((reason) => percent(find("went_share", reason, part)?.value)),
      ]),
    }),
  ]);
}
