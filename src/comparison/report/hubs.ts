// How often a school is another's peer.
import { barX, text } from "@observablehq/plot";
import { timesAPeer } from "../hubs.js";
import type { Reported } from "./figures.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "./markup.js";
import { colours } from "./palette.js";
import { type Drawing, draw, margins } from "./plot.js";
import { count, counted, decimal, percent, withInterval } from "./words.js";

export function hubSection({ compared, figures }: Reported): Markup {
  const lists = compared.lists.map(({ name }) => name);
  const times = compared.lists.map(timesAPeer);
  const classes = classesOf(Math.max(...times.flatMap((ofList) => ofList.reduce((a, b) => Math.max(a, b), 0))));
  const counted = times.map((ofList) => classes.map(({ from, to }) => schoolsWithin(ofList, from, to)));
  const most = Math.max(...counted.flat());
  const find = (measure: string, strategy: string) => figures.find({ section: "hubs", measure, strategy });
  return sectionOf("hubs", "Hubs: is every school somebody's peer?", [
    html`<p>The schools by how often they are a peer of others. A school that is a peer of hundreds weighs on all of them.
Schools that are nobody's peer are counted apart (orange).</p>`,
    exhibitOf(
      lists.map((name, at) => draw(histogram(name, counted[at]!, classes, most))),
      {
        caption: "schools by how often they are a peer",
        head: ["times", ...lists],
        rows: classes.map(({ name }, at) => [name, ...counted.map((ofList) => count(ofList[at]))]),
      },
    ),
    tableOf({
      caption: "concentration, with 95% intervals",
      head: ["list", "nobody's peer", "most often", "mean", "skew", "Gini", "pairs that are returned"],
      rows: lists.map((name) => [
        name,
        withInterval(find("never_share", name), (value) => percent(value)),
        count(find("max", name)?.value),
        decimal(find("mean", name)?.value, 1),
        decimal(find("skew", name)?.value, 2),
        decimal(find("gini", name)?.value),
        withInterval(find("reciprocity", name), (value) => percent(value)),
      ]),
    }),
  ]);
}

interface Class {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** 0, then classes that double: 1 to 5, 6 to 10, 11 to 20, 21 to 40 … */
function classesOf(greatest: number): Class[] {
  const classes: Class[] = [{ name: "nobody's peer", from: 0, to: 0 }];
  for (let from = 1, to = 5; from <= greatest; from = to + 1, to *= 2) {
    classes.push({ name: `${count(from)} to ${count(to)}`, from, to });
  }
  return classes;
}

const schoolsWithin = (times: Float64Array, from: number, to: number): number =>
  times.reduce((sum, value) => sum + (value >= from && value <= to ? 1 : 0), 0);

function histogram(title: string, sizes: readonly number[], classes: readonly Class[], most: number): Drawing {
  const rows = classes.map(({ name }, at) => ({ name, schools: sizes[at]! }));
  const fullest = rows.reduce((a, b) => (b.schools > a.schools ? b : a));
  const last = rows.findLast(({ schools }) => schools > 0)!;
  return {
    title,
    alternative: `How often a school is a peer under ${title}: ${counted(sizes[0], "school")} at no time; the fullest class is ${fullest.name} (${counted(fullest.schools, "school")}), the last is ${last.name} (${counted(last.schools, "school")}).`,
    options: {
      height: rows.length * 22 + 12,
      ...margins(4, 48, 8, 108),
      x: { axis: null, domain: [0, most] },
      y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
      marks: [
        barX(rows, { y: "name", x: "schools", fill: (_, at) => (at === 0 ? colours[1] : colours[0]) }),
        text(rows, { y: "name", x: "schools", text: ({ schools }) => count(schools), textAnchor: "start", dx: 4 }),
      ],
    },
  };
}
