// All planted leaks, and one that only bench/timing.ts can measure.
import { leaksAhead } from "./leaks-ahead.js";
import { leaksBetweenClients } from "./leaks-between-clients.js";
import { leaksOfAttendance } from "./leaks-of-attendance.js";
import { leaksOfReads } from "./leaks-of-reads.js";
import { leaksOfState } from "./leaks-of-state.js";
import { leaksOfTheServer } from "./leaks-of-the-server.js";
import { type Mutant, noWall } from "./mutant.js";

export const mutants: readonly Mutant[] = [
  ...leaksOfReads,
  ...leaksAhead,
  ...leaksOfTheServer,
  ...leaksOfState,
  ...leaksBetweenClients,
  ...leaksOfAttendance,
];

export const slowedByHiddenRows: Mutant = {
  name: "timing",
  about: "The server reads unpublished cohorts but does not return them.",
  edits: [
    noWall,
    {
      file: "schema/runs/published-cohort.ts",
      find: '.whereRef("publishedCohort.urn", "=", "school.urn")',
      replace: `.whereRef("publishedCohort.urn", "=", "school.urn")
      .where(expression<boolean>\`(SELECT count(detail::text) FROM cohort WHERE cohort.urn = school.urn) >= 0\`)`,
    },
  ],
};
