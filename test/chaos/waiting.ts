// A strategy that runs until a file appears: a long job that a test can end.
import { existsSync, writeFileSync } from "node:fs";
import { z } from "zod";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { defineStrategy } from "../../src/strategy/contract.js";

/** For KINDRED_PLUGINS. */
export const waitingPlugin = import.meta.url;

/** The file that exists once the strategy runs. */
export const begunAt = (until: string): string => `${until}.begun`;

const parameters = z.strictObject({ until: z.string(), k: z.int() });
const ofNearest = (k: number) => nearestNeighbour.parameters.parse({ k });

export default defineStrategy<z.infer<typeof parameters>>({
  ...nearestNeighbour,
  name: "waiting",
  parameters,
  columns: ({ k }) => nearestNeighbour.columns(ofNearest(k)),
  match(pool, { until, k }) {
    writeFileSync(begunAt(until), "");
    const sleeping = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(until)) Atomics.wait(sleeping, 0, 0, 20);
    return nearestNeighbour.match(pool, ofNearest(k));
  },
});
