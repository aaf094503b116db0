// The rules for peers in a table, by its own columns.
import { z } from "zod";

export const tableConstraints = z.strictObject({
  maxKm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      "Maximum distance to peers in kilometres, from `easting` and `northing` in metres; unknown is never within.",
    ),
  same: z
    .array(z.string())
    .default([])
    .describe("Peers have the same value in these columns; an empty cell matches none."),
  notSame: z
    .array(z.string())
    .default([])
    .describe("Peers have different values in these columns; an empty cell differs from all."),
});

export type TableConstraints = z.infer<typeof tableConstraints>;
