// Databases on the PostgreSQL server of TEST_DATABASE_URL.
import pg from "pg";

/** @param options of CREATE DATABASE @returns its URL */
export async function createOnServer(server: string, name: string, options = ""): Promise<string> {
  await administer(server, `CREATE DATABASE ${name} ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export const dropOnServer = (server: string, name: string) => administer(server, `DROP DATABASE ${name} WITH (FORCE)`);

async function administer(server: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}
