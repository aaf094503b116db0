// How well the mean of the peers predicts a later year.
import type { Figure } from "../figure.js";
import { type DotRow, dotPlot } from "./dot-plot.js";
import { type Figures, type PairNames, pairsOf, partName, type Reported } from "./figures.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "./markup.js";
import { draw } from "./plot.js";
import { predictedAgainstActual } from "./predicted.js";
import { count, decimal, percent, withInterval } from "./words.js";

const heading = "Validity: do peers predict a later year?";

/** What each baseline predicts with, as the report names it. `random` has one row for each list. */
const baselines = { own_last: "own base year", block_mean: "mean of the block", ols: "least squares" } as const;

export function validitySection(reported: Reported): Markup {
  const { compared, figures } = reported;
  const lists = compared.lists.map(({ name }) => name);
  const rows = rowsOf(lists, figures);
  const shown = dotRows(rows);
  if (!compared.schools.heldOut || shown.length === 0) {
    const why = compared.schools.heldOut ? "no school has one that every list predicts" : "there is none";
    return sectionOf("validity", heading, [
      html`<p>No validity: it needs a held-out year of attendance, and ${why}.</p>`,
    ]);
  }
  return sectionOf("validity", heading, [
    html`<p>A prediction is the mean of the peers' attendance in the held-out year. Errors are in percentage points of
attendance, over the schools that every list predicts. Of the variance of <em>pupils'</em> absence, 8.4% lies between
schools (FFT, 2021/22); that does not bound R², which is over schools and about the mean of the block.</p>`,
    exhibitOf(
      [
        draw(
          dotPlot(
            "Root-mean-square error",
            "Root-mean-square error of each list's predictions, with 95% intervals, and of baselines.",
            "percentage points (lower is better)",
            shown,
          ),
        ),
      ],
      errorTable(rows, figures),
    ),
    tableOf(differenceTable(lists, figures)),
    tableOf(partTable(lists, figures)),
    html`<h3>Predicted against actual</h3>`,
    ...predictedAgainstActual(compared),
  ]);
}

interface Row {
  readonly name: string;
  readonly strategy: string;
  readonly other: string;
  readonly rmse: Figure | undefined;
}

const find = (figures: Figures, measure: string, { strategy, other }: Pick<Row, "strategy" | "other">) =>
  figures.find({ section: "validity", measure, strategy, other });

function rowsOf(lists: readonly string[], figures: Figures): Row[] {
  const rows = [
    ...lists.map((strategy) => ({ name: strategy, strategy, other: "" })),
    ...lists.map((strategy) => ({ name: `random peers, as many as ${strategy}`, strategy, other: "random" })),
    ...Object.entries(baselines).map(([other, name]) => ({ name, strategy: "all", other })),
  ];
  return rows.map((row) => ({ ...row, rmse: find(figures, "rmse", row) })).filter(({ rmse }) => rmse);
}

/** Of the random peers, only those that predict best. */
function dotRows(rows: readonly Row[]): DotRow[] {
  const known = rows.flatMap(({ name, other, rmse }) => {
    if (typeof rmse?.value !== "number") return [];
    return [{ name, other, value: rmse.value, low: rmse.low, high: rmse.high, isBaseline: other !== "" }];
  });
  const [random] = known.filter(({ other }) => other === "random").sort((a, b) => a.value - b.value);
  return known
    .filter((row) => row.other !== "random" || row === random)
    .map((row) => (row === random ? { ...row, name: "random peers" } : row));
}

function errorTable(rows: readonly Row[], figures: Figures) {
  const cell = (measure: string, row: Row) => withInterval(find(figures, measure, row));
  return {
    caption: "errors and R², with 95% intervals",
    head: ["prediction by", "RMSE", "MAE", "R²", "schools", "coverage"],
    rows: rows.map((row) => [
      row.name,
      cell("rmse", row),
      cell("mae", row),
      cell("r2", row),
      count(row.rmse?.n),
      withInterval(find(figures, "coverage", row), (value) => percent(value)),
    ]),
  };
}

function differenceTable(lists: readonly string[], figures: Figures) {
  const pairs = [...pairsOf(lists), ...lists.map((name): PairNames => [name, "random"])];
  return {
    caption: "differences, the first less the second, on the same resamples, with 95% intervals",
    head: ["lists", "RMSE", "MAE", "R²", "0 excluded for RMSE?"],
    rows: pairs.map(([strategy, other]) => {
      const difference = (measure: string) => find(figures, `${measure}_difference`, { strategy, other });
      return [
        `${strategy} less ${other === "random" ? "random peers" : other}`,
        ...["rmse", "mae", "r2"].map((measure) => withInterval(difference(measure))),
        excludesZero(difference("rmse")),
      ];
    }),
  };
}

function excludesZero(figure: Figure | undefined): string {
  if (typeof figure?.low !== "number" || typeof figure.high !== "number") return decimal(null);
  return figure.low > 0 || figure.high < 0 ? "yes" : "no";
}

function partTable(lists: readonly string[], figures: Figures) {
  const parts = figures.partsOf("validity", "rmse");
  return {
    caption: "root-mean-square error by block and group, with the number of schools",
    head: ["schools", ...lists],
    rows: parts.map((part) => [
      partName(part),
      ...lists.map((strategy) => {
        const figure = figures.find({ section: "validity", measure: "rmse", strategy }, part);
        return figure ? `${decimal(figure.value)} (${count(figure.n)})` : decimal(null);
      }),
    ]),
  };
}
