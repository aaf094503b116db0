// Mutations that start, cancel and publish runs.
import { assertYear } from "../../src/population/year.js";
import type { RunDescription } from "../../src/runs/run.js";
import { cancelRun, startRun } from "../../src/runs/start.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { builder } from "../builder.js";
import { creates } from "../creates.js";
import { needUuid } from "../id.js";
import { withoutNulls } from "../input.js";
import { analyst, department } from "../readers.js";
import { readYear } from "../year.js";
import { RunConstraintsInput } from "./constraints.js";
import { Run } from "./run.js";

creates(
  "startRun",
  {
    description: "The run to start.",
    inputFields: (t) => ({
      strategy: t.string({ required: true, description: "Name of an installed strategy." }),
      parameters: t.field({
        type: "JSON",
        description: "Parameters of the strategy, as in its JSON Schema. Defaults are filled in.",
      }),
      constraints: t.field({ type: RunConstraintsInput, description: "Rules on which schools can be peers." }),
      baseYear: t.string({
        required: true,
        description: "Academic year of the schools and their attendance, such as 2022/23.",
      }),
      circumstancesYear: t.string({
        description: "Academic year of the schools' circumstances; the base year if omitted.",
      }),
    }),
  },
  {
    ...analyst("Queues a run for a worker to compute. If the same run exists, returns it. Follow `progress`."),
    resolve: (_root, { input }, { database, viewer, pluginPackages, freeze }) => {
      assertYear(input.baseYear);
      const constraints = withoutNulls(input.constraints);
      const request = { ...input, constraints, circumstancesYear: readYear(input.circumstancesYear) };
      return startRun(database, viewer, request, pluginPackages, freeze);
    },
  },
  {
    description: "The run, new or existing.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...analyst("The run."), resolve: (run: RunDescription) => run }),
    }),
  },
);

builder.relayMutationField(
  "cancelRun",
  {
    description: "The run to cancel.",
    inputFields: (t) => ({ runId: t.id({ required: true, description: "ID of the run." }) }),
  },
  {
    ...analyst("Asks a run to stop. Nothing of it is kept. A run that has ended stays unchanged."),
    resolve: (_root, { input }, { database, viewer }) => cancelRun(database, viewer, needUuid("Run", input.runId)),
  },
  {
    description: "The cancelled run.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...analyst("The run."), resolve: (run: RunDescription) => run }),
    }),
  },
);

builder.relayMutationField(
  "publishRun",
  {
    description: "The run to publish.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "ID of the run." }),
      overrideReason: t.string({
        description:
          "Reason for publishing it although it is too similar to a run of its base year that was used for targets or partnerships. It is recorded in the acts.",
      }),
    }),
  },
  {
    ...department(
      "Publishes a run and its cohorts permanently. Rejected if the run was used for targets or partnerships, or is too similar to such a run of its base year; a worker compares them first.",
    ),
    resolve: async (_root, { input }, { database, viewer, compare }) => ({
      ...(await publishRun(database, viewer, { ...input, runId: needUuid("Run", input.runId) }, compare)),
    }),
  },
  {
    description: "The published run.",
    outputFields: (t) => ({
      run: t.field({ type: Run, ...department("The run."), resolve: (run: RunDescription) => run }),
    }),
  },
);
