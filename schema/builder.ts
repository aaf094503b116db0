// The Pothos builder: its plugins, and the options shared by all types. Each type has its own file beside this one.
import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import { GraphQLDate, GraphQLDateTime, GraphQLJSON } from "graphql-scalars";
import AccessPlugin from "../src/access/access-plugin.js";
import type { Context } from "./context.js";
import type PrismaTypes from "./generated/pothos.js";
import { getDatamodel } from "./generated/pothos.js";
import { inherited } from "./readers.js";
import ReadsPlugin from "./reads/reads-plugin.js";

/** For a field whose object is already loaded: it costs no database time (src/server/database-cost.ts). */
export const inMemory = { databaseTime: 0 };

/** Maximum number of items on a page. */
export const largestPage = 100;

export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: true;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    JSON: { Input: unknown; Output: unknown };
    Date: { Input: Date; Output: Date };
    DateTime: { Input: Date; Output: Date | string };
    ID: { Input: string; Output: string | number };
  };
}>({
  plugins: [AccessPlugin, ReadsPlugin, RelayPlugin, PrismaPlugin, ComplexityPlugin],
  prisma: { client: ({ database }: Context) => database.prisma, dmmf: getDatamodel(), onUnusedQuery: "error" },
  // Declared here; src/server/use-cost.ts adds it up and applies the limit before execution.
  complexity: { disabled: true, defaultComplexity: 1 },
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: "An object with a globally unique ID." },
    pageInfoTypeOptions: { description: "Position of a page in its list." },
    idFieldOptions: inherited("Globally unique ID. Treat it as opaque."),
    cursorFieldOptions: inherited("Cursor of this edge. Pass it as `after` to get the items that follow."),
    nodeFieldOptions: { ...inherited("Item of this edge."), nullable: false },
    edgesFieldOptions: {
      ...inherited("Items of the page with their cursors."),
      nullable: { list: false, items: false },
      complexity: { field: 1, multiplier: 1 },
    },
    nodesFieldOptions: inherited("Items of the page."),
    nodesOnConnection: { ...inherited("Items of the page."), complexity: { field: 1, multiplier: 1 } },
    pageInfoFieldOptions: inherited("Position of the page in the list."),
    hasNextPageFieldOptions: inherited("Whether more items follow."),
    hasPreviousPageFieldOptions: inherited("Whether there are items before this page."),
    startCursorFieldOptions: inherited("Cursor of the first edge."),
    endCursorFieldOptions: inherited("Cursor of the last edge."),
    firstArgOptions: { description: `Number of items from the start: at most ${largestPage}.` },
    lastArgOptions: { description: `Number of items from the end: at most ${largestPage}.` },
    afterArgOptions: { description: "Only items after this cursor." },
    beforeArgOptions: { description: "Only items before this cursor." },
    clientMutationId: "omit",
    clientMutationIdFieldOptions: { access: "inherited" },
    mutationInputArgOptions: { description: "Input of the mutation." },
  },
});

/** The builder of an object's fields, for functions that add the same fields to several objects. */
export type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never,
  Shape
>;

builder.addScalarType("JSON", GraphQLJSON);
builder.addScalarType("Date", GraphQLDate);
builder.addScalarType("DateTime", GraphQLDateTime);

builder.queryType({ description: "All read operations." });
builder.mutationType({ description: "All write operations." });
