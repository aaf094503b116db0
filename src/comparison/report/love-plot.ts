// Love plots: one row for each attribute, one mark for each list.
import { dot, link, ruleX, ruleY, text } from "@observablehq/plot";
import { exhibitOf, type Markup, type Table } from "./markup.js";
import { colours, faint, grey, ink, inPlots, shapes } from "./palette.js";
import { type Drawing, draw, margins, width } from "./plot.js";
import { decimal, listed, shorten } from "./words.js";

interface LovePlot {
  readonly title: string;
  /** What the plot shows, without a full stop. Lists and extreme values are added. */
  readonly about: string;
  /** The unit. */
  readonly axis: string;
  readonly attributes: readonly string[];
  /** What stands in place of attributes, such as `fifth`, and keeps its order. Else the greatest value comes first. */
  readonly inOrder?: string;
  readonly lists: readonly LoveList[];
  /** Dashed lines. */
  readonly thresholds: readonly number[];
}

interface LoveList {
  readonly name: string;
  /** NaN: none. */
  readonly value: (attribute: string) => number;
  /** What random peers have instead. */
  readonly random?: (attribute: string) => number;
}

/** As many plots as the lists must be shared among, each with its table. */
export function loveExhibits({ lists, attributes, ...shared }: LovePlot): Markup[] {
  const furthest = (attribute: string) => Math.max(...lists.map(({ value }) => Math.abs(value(attribute)) || 0));
  const sorted = shared.inOrder ? attributes : attributes.toSorted((a, b) => furthest(b) - furthest(a));
  const plots = inPlots(lists);
  return plots.map((some, at) => {
    const title = plots.length > 1 ? `${shared.title} (${at + 1} of ${plots.length})` : shared.title;
    const shown = { ...shared, title, attributes: sorted, lists: some };
    return exhibitOf([draw(lovePlot(shown))], tableFor(shown));
  });
}

interface Mark {
  readonly list: number;
  readonly x: number;
  /** Rows are numbered from 0 at the top; the names of the lists are above them. */
  readonly y: number;
}

const nameLength = 24;
const marginLeft = 100;
const marginRight = 16;
const rowHeight = 26;

/** Lists keep apart within a row, so that none hides another. */
const offsetOf = (list: number, lists: number) => (list - (lists - 1) / 2) * 0.2;

function lovePlot({ title, about, axis, attributes, inOrder = "attribute", lists, thresholds }: LovePlot): Drawing {
  const marksOf = (list: number, of: (attribute: string) => number): Mark[] =>
    attributes
      .map((attribute, row) => ({ list, x: of(attribute), y: row + offsetOf(list, lists.length) }))
      .filter(({ x }) => !Number.isNaN(x));
  const marks = lists.map(({ value }, list) => marksOf(list, value));
  const random = lists.flatMap(({ random }, list) => (random ? marksOf(list, random) : []));
  const ends = [...marks.flat(), ...random].map(({ x }) => x).concat(thresholds);
  const domain = [Math.min(0, ...ends), Math.max(0.1, ...ends)].map((end) => end * 1.05);
  const names = namesAbove(marks, domain, lists);
  const rows = attributes.length + (random.length > 0 ? 1 : 0);
  return {
    title,
    alternative: `${about}, ${attributes.length} ${inOrder}s, under ${listed(lists.map(({ name }) => name))}. ${extremesOf({ lists, attributes })}`,
    options: {
      height: (rows + lists.length + 0.5) * rowHeight + 40,
      ...margins(8, marginRight, 36, marginLeft),
      x: { label: axis, labelAnchor: "center", labelArrow: "none", domain, ticks: 5 },
      y: {
        axis: "left",
        label: null,
        domain: [rows - 0.5, -lists.length - 1],
        ticks: attributes.map((_, row) => row),
        tickSize: 0,
        tickFormat: (row: number) => shorten(attributes[row]!, 13),
      },
      marks: [
        ruleY(attributes.keys(), { stroke: faint }),
        ruleX([0], { stroke: ink, y1: -0.5, y2: rows - 0.5 }),
        ruleX(thresholds, { stroke: ink, strokeDasharray: "4 3", y1: -0.5, y2: rows - 0.5 }),
        tickAt(random),
        text(random.slice(-1), {
          x: "x",
          y: rows - 1,
          text: () => "random peers",
          fill: grey,
          textAnchor: "end",
          dx: 6,
        }),
        ...marks.map((ofList, list) =>
          dot(ofList, { x: "x", y: "y", symbol: shapes[list]!, fill: colours[list]!, r: 4.5 }),
        ),
        ...names,
      ],
    },
  };
}

/** Short upright lines. */
const tickAt = (marks: readonly Mark[]) =>
  link(marks, { x: "x", y1: ({ y }: Mark) => y - 0.1, y2: ({ y }: Mark) => y + 0.1, stroke: grey, strokeWidth: 2 });

/**
 * The names of the lists, with a line from each down to its mark in the first row. Names stand to the right of their
 * lines, the leftmost at the top, so that no line crosses a name; the other way round if they do not fit there.
 */
function namesAbove(marks: readonly (readonly Mark[])[], [low, high]: readonly number[], lists: readonly LoveList[]) {
  const firsts = marks.flatMap(([first]) => (first ? [first] : []));
  const label = ({ list }: Mark) => shorten(lists[list]!.name, nameLength);
  const perUnit = (width - marginLeft - marginRight) / (high! - low!);
  const endOf = (mark: Mark) => (mark.x - low!) * perUnit + 7 * label(mark).length + 6;
  const isToTheRight = firsts.every((mark) => endOf(mark) <= width - marginLeft);
  const fromTheTop = firsts.toSorted((a, b) => (isToTheRight ? a.x - b.x : b.x - a.x) || a.list - b.list);
  return fromTheTop.flatMap((mark, at) => {
    const y = at - firsts.length - 0.5;
    const fill = colours[mark.list]!;
    return [
      link([mark], { x: "x", y1: y, y2: "y", stroke: fill }),
      text([mark], {
        x: "x",
        y,
        text: label,
        fill,
        fontWeight: "bold",
        textAnchor: isToTheRight ? "start" : "end",
        dx: isToTheRight ? 5 : -5,
      }),
    ];
  });
}

const tableFor = ({ title, axis, attributes, inOrder = "attribute", lists }: LovePlot): Table => ({
  caption: `${title}, in ${axis}`,
  head: [inOrder, ...lists.flatMap(({ name, random }) => [name, ...(random ? [`random peers for ${name}`] : [])])],
  rows: attributes.map((attribute) => [
    attribute,
    ...lists.flatMap(({ value, random }) => [value, ...(random ? [random] : [])].map((of) => decimal(of(attribute)))),
  ]),
});

function extremesOf({ lists, attributes }: Pick<LovePlot, "lists" | "attributes">): string {
  const cells = lists
    .flatMap(({ name, value }) => attributes.map((attribute) => ({ name, attribute, value: value(attribute) })))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => Math.abs(a.value) - Math.abs(b.value));
  const [least, greatest] = [cells[0], cells.at(-1)];
  if (!least || !greatest) return "There are no values.";
  const tell = (cell: typeof least) => `${decimal(cell.value, 2)} (${cell.attribute}, ${cell.name})`;
  return `Nearest to 0: ${tell(least)}. Furthest from 0: ${tell(greatest)}.`;
}
