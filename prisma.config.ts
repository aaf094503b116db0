import { defineConfig } from "prisma/config";

// The CLI asks for a schema engine that it would download; generate, validate and format only need the file to exist.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
