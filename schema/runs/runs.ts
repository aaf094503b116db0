// Lists of runs, newest first.
import { countPublishedRuns, countRuns, findPublishedRuns, findRuns } from "../../src/runs/store.js";
import { builder } from "../builder.js";
import { forwardPage, pageCost, placeOf, readPlace } from "../page.js";
import { Run } from "./run.js";

builder.queryFields((t) => ({
  publishedRuns: t.connection(
    {
      type: Run,
      access: "public",
      description: "Published runs, most recently published first.",
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        forwardPage(
          args,
          ({ first, after }) => findPublishedRuns(database, viewer, { first, after: readPlace(after) }),
          ({ publishedAt, id }) => placeOf(publishedAt, id),
        ),
    },
    {
      name: "PublishedRunConnection",
      description: "A page of published runs.",
      fields: (c) => ({
        totalCount: c.int({
          access: "inherited",
          nullable: false,
          description: "Number of published runs.",
          resolve: (_page, _args, { database, viewer }) => countPublishedRuns(database, viewer),
        }),
      }),
    },
    { name: "PublishedRunEdge", description: "A run on a page." },
  ),
  runs: t.connection(
    {
      type: Run,
      access: "analyst",
      description: "Runs of any status, most recently requested first.",
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        forwardPage(
          args,
          ({ first, after }) => findRuns(database, viewer, { first, after: readPlace(after) }),
          ({ createdAt, id }) => placeOf(createdAt, id),
        ),
    },
    {
      name: "RunConnection",
      description: "A page of runs.",
      fields: (c) => ({
        totalCount: c.int({
          access: "inherited",
          nullable: false,
          description: "Number of runs.",
          resolve: (_page, _args, { database, viewer }) => countRuns(database, viewer),
        }),
      }),
    },
    { name: "RunEdge", description: "A run on a page." },
  ),
}));
