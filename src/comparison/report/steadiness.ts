// How steady peers are on figures that are a little different.
import type { Figure } from "../figure.js";
import { type DotRow, dotPlot } from "./dot-plot.js";
import type { Figures, Reported } from "./figures.js";
import { exhibitOf, html, type Markup, sectionOf, type Table } from "./markup.js";
import { draw } from "./plot.js";
import { listed, percent, quoted, withInterval } from "./words.js";

const heading = "Steadiness: do small changes of figures change the peers?";

/** Measure -> what changes. */
const changes = {
  jaccard_one_pupil: "One pupil either way in every percentage",
  jaccard_missing: "One figure missing for 1% of schools",
} as const;

export const hasSteadiness = ({ all }: Figures): boolean => all.some(({ section }) => section === "steadiness");

export function steadinessSection({ compared, figures }: Reported): Markup {
  const lists = compared.lists.map(({ name }) => name);
  const plots = Object.entries(changes).flatMap(([measure, title]) => {
    const rows = lists.flatMap((name) => dotRow(name, find(figures, measure, name)));
    const about = `Mean Jaccard index of peers before and after, by list. ${title}.`;
    return rows.length > 0 ? [draw(dotPlot(title, about, "Jaccard index", rows))] : [];
  });
  return sectionOf("steadiness", heading, [
    html`<p>Every strategy is run again on figures that are a little different. Jaccard's index is the share of the schools
named before or after that are named both times: 1 if nothing changes. A school that has no peers afterwards counts 0;
– means that nobody is matched, as a strategy does that requires the attribute.</p>`,
    exhibitOf(plots, tableFor(lists, figures)),
  ]);
}

const find = (figures: Figures, measure: string, strategy: string, attribute = "") =>
  figures.find({ section: "steadiness", measure, strategy, attribute });

/** None for a figure that is not defined. */
const dotRow = (name: string, figure: Figure | undefined): DotRow[] =>
  typeof figure?.value === "number"
    ? [{ name, value: figure.value, low: figure.low, high: figure.high, isBaseline: false }]
    : [];

function tableFor(lists: readonly string[], figures: Figures): Table {
  const row = (name: string, measure: string, attribute?: string) => [
    name,
    ...lists.map((list) => {
      const figure = find(figures, measure, list, attribute);
      return figure ? withInterval(figure) : "not read";
    }),
  ];
  return {
    caption: "Jaccard's index of peers before and after a change, with 95% intervals",
    head: ["change", ...lists],
    rows: [
      ...Object.entries(changes).map(([measure, name]) => row(name.toLowerCase(), measure)),
      ...attributesOf(figures).map((attribute) => row(`without ${attribute}`, "jaccard_without", attribute)),
    ],
  };
}

const attributesOf = ({ all }: Figures): string[] => [
  ...new Set(all.filter(({ measure }) => measure === "jaccard_without").map(({ attribute }) => attribute)),
];

/** One or two sentences; none without the section. */
export function steadinessInWords(names: readonly string[], figures: Figures): string[] {
  const known = names
    .flatMap((name) => {
      const value = find(figures, "jaccard_one_pupil", name)?.value;
      return typeof value === "number" ? [{ name, value }] : [];
    })
    .sort((a, b) => b.value - a.value);
  if (known.length === 0) return [];
  const tell = ({ name, value }: (typeof known)[number]) => `${percent(value, 0)} under ${quoted(name)}`;
  return [
    `One pupil either way in every percentage changes peers: of the schools that are peers before or after, ${listed(known.map(tell))} are peers both times.`,
  ];
}
