// GraphiQL from our own machine, with queries to begin with.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";

const examples = readFileSync(join(import.meta.dirname, "examples.graphql"), "utf8");

export const graphiql = {
  renderGraphiQL,
  graphiql: { title: "Kindred", defaultQuery: examples },
};
