// All cohorts of a run.
import { mayAnalyse } from "../../src/access/viewer.js";
import { cohortPagesForAnalysis, publishedCohortPages } from "../../src/runs/store.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { forwardPage, pageCost, readNumber } from "../page.js";
import { anyone } from "../readers.js";
import { Cohort, type CohortShape } from "./cohort.js";
import { Run } from "./run.js";

interface PageOptions {
  readonly first: number;
  readonly after?: number;
  readonly operation?: string;
}

const loadCohortPage = batched(({ database, viewer }, runIds: readonly string[], page: PageOptions) =>
  mayAnalyse(viewer)
    ? cohortPagesForAnalysis(database, viewer, runIds, page)
    : publishedCohortPages(database, viewer, runIds, page),
);

/** Milliseconds for a page of 100 cohorts. */
const timeOfPage = 10;

builder.objectField(Run, "cohorts", (t) =>
  t.connection(
    {
      type: Cohort,
      ...anyone("Cohorts of all schools of the run, by URN; none until it is complete."),
      complexity: pageCost,
      extensions: { databaseTime: timeOfPage },
      resolve: ({ id }, args, context, info) =>
        forwardPage<CohortShape>(
          args,
          async ({ first, after }) => {
            const page = { first, after: after === undefined ? after : Number(readNumber(after)) };
            return { items: await loadCohortPage(context, id, { ...page, operation: info.operation.name?.value }) };
          },
          ({ urn }) => String(urn),
        ),
    },
    { name: "CohortConnection", description: "A page of cohorts." },
    { name: "CohortEdge", description: "A cohort on a page." },
  ),
);
