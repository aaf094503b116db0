// All planted leaks, and one that only bench/timing.ts can measure.
import { leaksBetweenClients } from "./leaks-between-clients.js";
import { leaksOfReads } from "./leaks-of-reads.js";
import { leaksOfState } from "./leaks-of-state.js";
import { leaksOfTheServer } from "./leaks-of-the-server.js";
import { type Mutant, noWall } from "./mutant.js";

export const mutants: readonly Mutant[] = [
  ...leaksOfReads,
  ...leaksOfTheServer,
  ...leaksOfState,
  ...leaksBetweenClients,
];

const published = "src/runs/published-store.ts";

export const slowedByHiddenRows: Mutant = {
  name: "timing",
  about: "The server reads unpublished cohorts but does not return them.",
  edits: [
    noWall,
    {
      file: published,
      find: "return readCohorts(keys, (requested) =>",
      replace: `const readHidden = () =>
    database.query("SELECT * FROM cohort WHERE urn = ANY($1::int[])", [keys.map(({ urn }) => urn)]);
  return readCohorts(keys, async (requested) => (await readHidden()) &&`,
    },
  ],
};
