import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";
import { DearestFirst } from "./test/support/dearest-first.js";

const graphql = dirname(createRequire(import.meta.url).resolve("graphql/package.json"));

/** Run by `npm run test:long`, and beside the others on PostgreSQL. */
const long = "test/**/*.long.test.ts";

export default defineConfig(({ mode }) => ({
  resolve: {
    alias: [
      // One copy of graphql for everything, or it complains of another module or realm.
      { find: /^graphql$/, replacement: join(graphql, "index.js") },
      { find: "kindred/plugin", replacement: join(import.meta.dirname, "src/strategy/plugin.ts") },
    ],
  },
  test: {
    include: mode === "long" ? [long] : ["test/**/*.test.ts", "plugins/**/*.test.ts"],
    exclude: mode === "long" || process.env.TEST_DATABASE_URL ? [] : [long],
    globalSetup: "test/support/template.ts",
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: "forks",
    // Suites share what they import, not what they do: each has a database of its own.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: DearestFirst },
    server: {
      deps: {
        inline: [
          /@pothos/,
          /graphql-yoga/,
          /graphql-shield/,
          /graphql-middleware/,
          /@graphql-tools/,
          /graphql-scalars/,
          /@graphql-yoga/,
        ],
      },
    },
  },
}));
