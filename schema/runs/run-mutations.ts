// Starting, cancelling and publishing runs.
import { cancelRun, startRun } from "../../src/runs/start.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { builder } from "../builder.js";
import { needUuid } from "../id.js";
import { Run, type RunShape } from "./run.js";

const analyst = { access: "analyst" } as const;
const department = { access: "department" } as const;

builder.relayMutationField(
  "startRun",
  {
    description: "A run to start.",
    inputFields: (t) => ({
      strategy: t.string({ required: true, description: "Name of an installed strategy." }),
      parameters: t.field({ type: "JSON", description: "Its parameters, by its JSON Schema; defaults are filled in." }),
      constraints: t.field({
        type: "JSON",
        description:
          "Who may be whose peer: publishedAttendance, selectiveWithSelective, notSameTrust, sameRegion, sameUrbanRural (true or false) and withinKm; defaults are filled in.",
      }),
      baseYear: t.string({
        required: true,
        description: "Academic year of the schools and their attendance, such as 2022/23.",
      }),
      circumstancesYear: t.string({
        description: "Academic year of their circumstances; the base year where it is not given.",
      }),
    }),
  },
  {
    ...analyst,
    description: "Queues a run, which a worker computes; asking for a run that exists returns it. Follow `progress`.",
    resolve: (_root, { input }, { database, viewer, pluginPackages, freeze }) => {
      const request = { ...input, circumstancesYear: input.circumstancesYear ?? undefined };
      return startRun(database, viewer, request, pluginPackages, freeze);
    },
  },
  {
    description: "The run.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...analyst, description: "The run, new or found.", resolve: (run: RunShape) => run }),
    }),
  },
);

builder.relayMutationField(
  "cancelRun",
  {
    description: "A run to cancel.",
    inputFields: (t) => ({ runId: t.id({ required: true, description: "Id of the run." }) }),
  },
  {
    ...analyst,
    description: "Asks for a run to stop; nothing of it is kept. One that has ended stays as it is.",
    resolve: (_root, { input }, { database, viewer }) => cancelRun(database, viewer, needUuid("Run", input.runId)),
  },
  {
    description: "The run.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...analyst, description: "The run as it stands.", resolve: (run: RunShape) => run }),
    }),
  },
);

builder.relayMutationField(
  "publishRun",
  {
    description: "A run to publish.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "Id of the run." }),
      overrideReason: t.string({
        description:
          "Why it is published although it is too like a run of its base year that fed targets or partnerships; recorded in the acts.",
      }),
    }),
  },
  {
    ...department,
    description:
      "Shows a run and its cohorts to anyone, for good. Refused for a run that fed targets or partnerships, and for one that is too like such a run of its base year: a worker compares them first.",
    resolve: async (_root, { input }, { database, viewer, compare }) => ({
      ...(await publishRun(database, viewer, { ...input, runId: needUuid("Run", input.runId) }, compare)),
    }),
  },
  {
    description: "The published run.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...department, description: "The run.", resolve: (run: RunShape) => run }),
    }),
  },
);
