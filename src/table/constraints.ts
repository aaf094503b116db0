// Who may be whose peer in a table, by columns of its own.
import { z } from "zod";

export const tableConstraints = z.strictObject({
  maxKm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Peers at most so many kilometres away by `easting` and `northing`, in metres; unknown is never within."),
  same: z.array(z.string()).default([]).describe("Peers have the same in these columns; an empty cell is like none."),
  notSame: z.array(z.string()).default([]).describe("Peers differ in these columns; an empty cell differs from all."),
});

export type TableConstraints = z.infer<typeof tableConstraints>;
