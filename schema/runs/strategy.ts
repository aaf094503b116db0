// Strategies that are installed, with what they take.

import { parameterSchema } from "../../src/matching/parameters.js";
import type { Strategy as StrategyPlugin } from "../../src/strategy/contract.js";
import { builder } from "../builder.js";

export const Strategy = builder.objectRef<StrategyPlugin>("Strategy").implement({
  description: "A way of finding similar schools, installed as a plugin.",
  fields: (t) => ({
    name: t.exposeString("name", {
      access: "public",
      nullable: false,
      description: "Its name, such as nearest-neighbour.",
    }),
    version: t.exposeString("version", {
      access: "public",
      nullable: false,
      description: "Semantic version: a change that alters any answer raises it.",
    }),
    title: t.exposeString("title", {
      access: "public",
      nullable: false,
      description: "What to call it before people.",
    }),
    description: t.exposeString("description", {
      access: "public",
      nullable: false,
      description: "What it does and when to use it.",
    }),
    parameters: t.field({
      type: "JSON",
      access: "public",
      nullable: false,
      description: "JSON Schema of its parameters, defaults included.",
      resolve: parameterSchema,
    }),
  }),
});

builder.queryFields((t) => ({
  strategies: t.field({
    type: [Strategy],
    access: "public",
    nullable: { list: false, items: false },
    description: "The strategies installed, by name.",
    resolve: (_root, _args, { strategies }) => [...strategies.values()],
  }),
  strategy: t.field({
    type: Strategy,
    access: "public",
    description: "A strategy by name; null where none of that name is installed.",
    args: { name: t.arg.string({ required: true, description: "Its name." }) },
    resolve: (_root, { name }, { strategies }) => strategies.get(name),
  }),
}));
