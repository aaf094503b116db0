// The rules for peers in a table, by its own columns.
import { z } from "zod";

export const tableConstraints = z.strictObject({
  maxKm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Maximum kilometres to peers, by `easting` and `northing` in metres; unknown coordinates never qualify."),
  same: z.array(z.string()).default([]).describe("Peers match in these columns; an empty cell matches none."),
  notSame: z.array(z.string()).default([]).describe("Peers differ in these columns; an empty cell differs from all."),
});

export type TableConstraints = z.infer<typeof tableConstraints>;
