// Opens the database that the configuration names and brings it to the newest migration.
import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaPGlite } from "pglite-prisma-adapter";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import type { Database, Sql } from "./database.js";
import { PrismaClient } from "./generated/client.js";
import { lockDirectory } from "./lock.js";
import { migrate } from "./migrate.js";

/** @throws KindredError DATABASE_IN_USE | DATABASE_UNUSABLE */
export async function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<Database> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openDirectory(join(config.dataDirectory, "database"));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDirectory(directory: string): Promise<Database> {
  const unusable = (error: unknown) =>
    error instanceof KindredError
      ? error
      : new KindredError("DATABASE_UNUSABLE", `${directory} cannot be opened: ${(error as Error).message}`);
  const lock = await mkdir(directory, { recursive: true })
    .then(async () => lockDirectory(await realpath(directory)))
    .catch((error) => {
      throw unusable(error);
    });
  try {
    const database = databaseOnPglite(await PGlite.create(directory));
    return {
      ...database,
      close: async () => {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw unusable(error);
  }
}

/** The embedded database over an open PGlite; tests use it with one in memory. */
export function databaseOnPglite(pglite: PGlite): Database {
  const over = (client: Pick<PGlite, "query" | "exec">): Sql => ({
    query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...parameters], { parsers: textParsers })).rows,
    script: async (statements) => {
      await client.exec(statements);
    },
  });
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(pglite) });
  return {
    kind: "pglite",
    prisma,
    ...over(pglite),
    transaction: (work) => pglite.transaction((transaction) => work(over(transaction as never))),
    close: async () => {
      await prisma.$disconnect();
      await pglite.close();
    },
  };
}

const bigintOid = 20;
const textParsers = { [bigintOid]: (value: string) => value };

/** @throws KindredError DATABASE_UNUSABLE where the server does not answer */
async function openPostgres(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  pool.on("error", () => {}); // an idle connection that the server dropped; the next query opens another
  try {
    await pool.query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw new KindredError("DATABASE_UNUSABLE", `PostgreSQL does not answer: ${(error as Error).message}`);
  }
  const over = (client: Pick<pg.Pool, "query">): Sql => ({
    query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
      (await client.query(text, [...parameters])).rows as Row[],
    script: async (statements) => {
      await client.query(statements);
    },
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) }),
  });
  return {
    kind: "postgresql",
    prisma,
    ...over(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const result = await work(over(client));
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Prepared statements, so that PostgreSQL plans a query once a connection. The program's statements are few. */
function statementName(sql: string): string {
  return `kindred_${createHash("sha1").update(sql).digest("hex")}`;
}
