import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";

const graphql = dirname(createRequire(import.meta.url).resolve("graphql/package.json"));

export default defineConfig({
  // One copy of graphql for everything, or it complains of another module or realm.
  resolve: { alias: [{ find: /^graphql$/, replacement: join(graphql, "index.js") }] },
  test: {
    include: ["test/**/*.test.ts", "plugins/**/*.test.ts"],
    globalSetup: "test/support/template.ts",
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: "forks",
    // Suites share what they import, not what they do: each has a database of its own.
    isolate: false,
    maxWorkers: 2,
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
});
