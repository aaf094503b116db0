// Once a test run: an empty, migrated database, copied for every suite that asks (see database.ts).
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { migrate } from "../../src/database/migrate.js";
import { databaseOnPglite, openDatabase } from "../../src/database/open.js";
import { extensions } from "../../src/database/pglite.js";

export default async function setup() {
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const name = `kindred_template_${process.pid}`;
    const admin = new pg.Client({ connectionString: server });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    await (await openDatabase({ dataDirectory: "", databaseUrl: url.href })).close();
    process.env.KINDRED_TEST_TEMPLATE = name;
    return async () => {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "kindred-template-"));
  const pglite = await PGlite.create({ extensions });
  const database = databaseOnPglite(pglite);
  await migrate(database);
  await pglite.exec("CHECKPOINT"); // or each copy begins with a recovery
  const dump = await pglite.dumpDataDir("none");
  await writeFile(join(folder, "template.tar"), Buffer.from(await dump.arrayBuffer()));
  await database.close();
  process.env.KINDRED_TEST_TEMPLATE = join(folder, "template.tar");
  return () => rm(folder, { recursive: true });
}
