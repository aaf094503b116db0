// Which columns are compared as numbers, which as categories, and on which scale.

import type { ColumnName } from "kindred/plugin";
import { attendancePreset, byColumn, peerCount, weight } from "kindred/plugin";
import { z } from "zod";

type Weights = Record<ColumnName, number>;

const { urban, ...numbers } = attendancePreset;
const defaults: { numeric: Weights; categorical: Weights } = {
  numeric: Object.fromEntries(Object.entries(numbers).map(([column, choice]) => [column, choice.weight])),
  categorical: { urban: urban!.weight },
};

export const parameters = z
  .strictObject({
    numeric: byColumn(weight).optional().describe("Columns compared by their difference, and their weights."),
    categorical: byColumn(weight).optional().describe("Columns compared only for equality, and their weights."),
    scale: z
      .enum(["p5p95", "range"])
      .default("p5p95")
      .describe(
        "The difference in a number that counts in full: from the block's 5th percentile to its 95th, or from its " +
          "minimum to its maximum.",
      ),
    coverage: z
      .number()
      .min(0)
      .max(1)
      .default(0.6)
      .describe("Two schools are compared only if they share columns with at least this share of the weight."),
    k: peerCount.default(20).describe("Number of peers to find."),
  })
  .refine(
    ({ numeric = {}, categorical = {} }) => Object.keys(numeric).every((column) => !Object.hasOwn(categorical, column)),
    "a column is a number or a category, not both",
  )
  .transform(({ numeric, categorical, ...others }) =>
    numeric || categorical ? { numeric, categorical, ...others } : { ...defaults, ...others },
  );

export type Parameters = z.infer<typeof parameters>;
