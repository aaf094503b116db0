// Installed strategies, with their parameters.
import { parameterSchema } from "../../src/matching/parameters.js";
import type { Strategy as StrategyPlugin } from "../../src/strategy/contract.js";
import { builder } from "../builder.js";
import { anyone, shown, shownList } from "../readers.js";

const Strategy = builder.objectRef<StrategyPlugin>("Strategy").implement({
  description: "A way of finding similar schools, installed as a plugin.",
  fields: (t) => ({
    name: t.exposeString("name", shown("Name of the strategy, such as nearest-neighbour.")),
    version: t.exposeString("version", shown("Semantic version. It rises with every change that alters a result.")),
    title: t.exposeString("title", shown("Title to show to users.")),
    description: t.exposeString("description", shown("Explanation of what the strategy does and when to use it.")),
    parameters: t.field({
      type: "JSON",
      ...shown("JSON Schema of the parameters, including defaults."),
      resolve: parameterSchema,
    }),
  }),
});

builder.queryFields((t) => ({
  strategies: t.field({
    type: [Strategy],
    ...shownList("Installed strategies, sorted by name."),
    resolve: (_root, _args, { strategies }) => [...strategies.values()],
  }),
  strategy: t.field({
    type: Strategy,
    ...anyone("The strategy with this name; null if it is not installed."),
    args: { name: t.arg.string({ required: true, description: "Name of the strategy." }) },
    resolve: (_root, { name }, { strategies }) => strategies.get(name),
  }),
}));
