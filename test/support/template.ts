// Once per test run, creates a bare and a migrated database, which suites copy (see database.ts).
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { migrate } from "../../src/database/migrate.js";
import { openDatabase } from "../../src/database/open.js";
import { databaseOnPglite } from "../../src/database/pglite.js";
import { inMemory } from "./database.js";
import { createOnServer, dropOnServer } from "./server.js";

export default async function setup() {
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const name = `kindred_template_${process.pid}`;
    const databaseUrl = await createOnServer(server, name);
    await (await openDatabase({ dataDirectory: "", databaseUrl })).close();
    process.env.KINDRED_TEST_TEMPLATE = name;
    return () => dropOnServer(server, name);
  }
  const folder = await mkdtemp(join(tmpdir(), "kindred-template-"));
  const pglite = await PGlite.create(inMemory);
  const write = async (name: string) => {
    await pglite.exec("CHECKPOINT"); // otherwise each copy starts with a recovery
    const dump = await pglite.dumpDataDir("none");
    await writeFile(join(folder, name), Buffer.from(await dump.arrayBuffer()));
    return join(folder, name);
  };
  process.env.KINDRED_TEST_BARE = await write("bare.tar");
  const database = databaseOnPglite(pglite);
  await migrate(database);
  process.env.KINDRED_TEST_TEMPLATE = await write("template.tar");
  await database.close();
  return () => rm(folder, { recursive: true });
}
