// How near peers are, by a list's own distance and on the map.
import { link, text } from "@observablehq/plot";
import { quantileOfSorted } from "../distribution.js";
import { kilometresOf } from "../nearness.js";
import type { Reported } from "./figures.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "./markup.js";
import { colours, ink, steps } from "./palette.js";
import { type Drawing, draw, margins, namedRows } from "./plot.js";
import { decimal, percent, withInterval } from "./words.js";

const shown = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Kilometres. */
const far = [50, 100];

interface Strip {
  readonly name: string;
  /** In the order of `shown`. */
  readonly at: readonly number[];
}

export function nearnessSection({ compared: { schools, lists }, figures }: Reported): Markup {
  const kilometres = lists.flatMap((list) => stripOf(list.name, kilometresOf(list, schools)));
  const distances = lists.flatMap(({ name, distances }) => stripOf(name, distances ?? []));
  const beyond = (limit: number, strategy: string) =>
    withInterval(figures.find({ section: "nearness", measure: `km_beyond_${limit}`, strategy }), (value) =>
      percent(value),
    );
  return sectionOf("nearness", "Nearness: how far away are peers?", [
    html`<p>Over all pairs of a school and a peer. The thin line holds the middle 80% of the pairs, the thick line the middle
half, and the tick is the median.</p>`,
    html`<h3>Kilometres</h3>`,
    ...(kilometres.length > 0
      ? [
          exhibitOf(
            [draw(strips("Kilometres, as the crow flies", "Kilometres", kilometres, 1))],
            quantileTable("kilometres, as the crow flies", kilometres, 1),
          ),
          tableOf({
            caption: "share of pairs further apart, with 95% intervals",
            head: ["list", ...far.map((limit) => `beyond ${limit} km`)],
            rows: kilometres.map(({ name }) => [name, ...far.map((limit) => beyond(limit, name))]),
          }),
        ]
      : [html`<p>No kilometres: no school and its peer both have an easting and a northing.</p>`]),
    html`<h3>Distances</h3>`,
    ...(distances.length > 0
      ? [
          html`<p>Each list measures distance in its own way, so that the lists cannot be compared by it.</p>`,
          exhibitOf(
            distances.map((strip) => draw(strips(strip.name, "Distances", [strip], 3))),
            quantileTable("distances, as each list has them", distances, 3),
          ),
        ]
      : [html`<p>No distances: the lists have ranks alone.</p>`]),
  ]);
}

/** Nothing if there is no value. */
function stripOf(name: string, values: readonly Float64Array[]): Strip[] {
  const all = new Float64Array(values.reduce((sum, ofSchool) => sum + ofSchool.length, 0));
  let size = 0;
  for (const ofSchool of values) for (const value of ofSchool) if (!Number.isNaN(value)) all[size++] = value;
  if (size === 0) return [];
  const known = all.subarray(0, size).sort();
  return [{ name, at: shown.map((p) => quantileOfSorted(known, p)) }];
}

function strips(title: string, what: string, rows: readonly Strip[], places: number): Drawing {
  const y = (row: Strip) => rows.indexOf(row);
  const from = (index: number) => (row: Strip) => row.at[index]!;
  const isAlone = rows.length === 1;
  const medians = rows.map(
    ({ name, at }) =>
      `${name} ${decimal(at[2], places)} (middle 80%: ${decimal(at[0], places)} to ${decimal(at[4], places)})`,
  );
  return {
    title,
    alternative: `${what}, the median by list: ${medians.join("; ")}.`,
    options: {
      height: rows.length * 40 + 32,
      ...margins(16, 20, 24, isAlone ? 12 : 130),
      x: { label: null, domain: [0, Math.max(...rows.map(from(4))) * 1.02], ticks: 5 },
      y: { axis: isAlone ? null : "left", ...namedRows(rows.map(({ name }) => name)) },
      marks: [
        link(rows, { x1: from(0), x2: from(4), y, stroke: steps[0], strokeWidth: 4 }),
        link(rows, { x1: from(1), x2: from(3), y, stroke: colours[0], strokeWidth: 12 }),
        link(rows, {
          x: from(2),
          y1: (row) => y(row) - 0.26,
          y2: (row) => y(row) + 0.26,
          stroke: ink,
          strokeWidth: 2.5,
        }),
        text(rows, { x: from(2), y: (row) => y(row) - 0.26, text: ({ at }) => decimal(at[2], places), dy: -7 }),
      ],
    },
  };
}

const quantileTable = (caption: string, rows: readonly Strip[], places: number) => ({
  caption,
  head: ["list", "tenth percentile", "lower quartile", "median", "upper quartile", "ninetieth percentile"],
  rows: rows.map(({ name, at }) => [name, ...at.map((value) => decimal(value, places))]),
});
