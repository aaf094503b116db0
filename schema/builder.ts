// The Pothos builder: its plugins, and what holds for every type. Each noun has a file of its own beside this one.
import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import { GraphQLDate, GraphQLDateTime, GraphQLJSON } from "graphql-scalars";
import AccessPlugin from "../src/access/access-plugin.js";
import type { Context } from "./context.js";
import type PrismaTypes from "./generated/pothos.js";
import { getDatamodel } from "./generated/pothos.js";

/** Nodes a page may have. */
/** Of a field whose object is there already: it costs none of the database's time (src/server/database-cost.ts). */
export const inMemory = { databaseTime: 0 };

export const largestPage = 100;

const inherited = { access: "inherited" } as const;

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
  plugins: [AccessPlugin, RelayPlugin, PrismaPlugin, ComplexityPlugin],
  prisma: {
    client: ({ database }: Context) => database.prisma,
    dmmf: getDatamodel(),
    onUnusedQuery: "error",
  },
  // Told here, summed and held to a limit by the server before anything is executed: src/server/use-cost.ts.
  complexity: { disabled: true, defaultComplexity: 1 },
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: "An object with an id that is unique over all types." },
    pageInfoTypeOptions: { description: "Where a page stands in its list." },
    idFieldOptions: { ...inherited, description: "Unique over all types; opaque." },
    cursorFieldOptions: { ...inherited, description: "Give it as `after` to continue behind this edge." },
    nodeFieldOptions: { ...inherited, description: "The item.", nullable: false },
    edgesFieldOptions: {
      ...inherited,
      description: "The items with their cursors.",
      nullable: { list: false, items: false },
      complexity: { field: 1, multiplier: 1 },
    },
    nodesFieldOptions: { ...inherited, description: "The items." },
    nodesOnConnection: { ...inherited, description: "The items.", complexity: { field: 1, multiplier: 1 } },
    pageInfoFieldOptions: { ...inherited, description: "Where the page stands in the list." },
    hasNextPageFieldOptions: { ...inherited, description: "Whether more follow." },
    hasPreviousPageFieldOptions: { ...inherited, description: "Whether some come before." },
    startCursorFieldOptions: { ...inherited, description: "Cursor of the first edge." },
    endCursorFieldOptions: { ...inherited, description: "Cursor of the last edge." },
    firstArgOptions: { description: `How many, from the start: at most ${largestPage}.` },
    lastArgOptions: { description: `How many, from the end: at most ${largestPage}.` },
    afterArgOptions: { description: "Those behind this cursor." },
    beforeArgOptions: { description: "Those before this cursor." },
    clientMutationId: "omit",
    clientMutationIdFieldOptions: { ...inherited },
    mutationInputArgOptions: { description: "What to do." },
  },
});

builder.addScalarType("JSON", GraphQLJSON);
builder.addScalarType("Date", GraphQLDate);
builder.addScalarType("DateTime", GraphQLDateTime);

builder.queryType({ description: "Everything that can be read." });
builder.mutationType({ description: "Everything that can be done." });
