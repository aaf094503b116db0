// Which columns are cut into intervals, and how.
import { byColumn, type Choice, type ColumnName, peerCount } from "kindred/plugin";
import { z } from "zod";

/** At most this many intervals of a column. */
const intervals = z.int().min(1).max(1000);

const cuts = z.union([
  z
    .array(z.number())
    .min(1)
    .max(1000)
    .transform((given) => [...new Set(given)].sort((a, b) => a - b)),
  z.strictObject({ quantiles: intervals }),
  z.strictObject({ equalWidth: intervals }),
  z.enum(["sturges", "exact", "category"]),
]);

export type Cuts = z.infer<typeof cuts>;

const coarsened = z.strictObject({
  cuts: cuts.describe(
    "Cut points in the column's unit; `quantiles` or `equalWidth` with a number of intervals; `sturges`; `exact`, each " +
      "number by itself; or `category`, which may be text.",
  ),
  log: z
    .boolean()
    .default(false)
    .describe("Inside the cells, compare natural logarithms. Cut points are of the column itself."),
  required: z
    .boolean()
    .default(false)
    .describe("A school without this figure is not matched; the median never replaces it."),
});

export const parameters = z.strictObject({
  attributes: byColumn(
    z.union([cuts.transform((alone) => ({ cuts: alone, log: false, required: false })), coarsened], {
      error:
        'give cut points, { quantiles }, { equalWidth }, "sturges", "exact" or "category", or { cuts, log?, required? }',
    }),
  )
    .prefault({
      fsm: { cuts: { quantiles: 5 }, required: true },
      eal: { quantiles: 2 },
      urban: "exact",
      idaci: { quantiles: 1 },
      senSupport: { quantiles: 1 },
      ehcPlans: { quantiles: 1 },
      roll: { cuts: { quantiles: 1 }, log: true },
    })
    .describe("The columns, and how each is cut into intervals. With one interval a column only orders the peers."),
  k: peerCount.default(20).describe("Maximum number of peers."),
});

export type Parameters = z.infer<typeof parameters>;

/** The columns in the order in which they are summed, with equal weights. */
export function choicesOf({ attributes }: Parameters): readonly Choice[] {
  return Object.entries(attributes).map(([column, { log, required }]) => ({
    column: column as ColumnName,
    weight: 1,
    log,
    required,
  }));
}
