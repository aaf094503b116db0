// The embedded database: one connection for everyone, so limits hold for a transaction and not for a connection.
import type { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { PrismaPGlite } from "pglite-prisma-adapter";
import type { Database, Limits, Sql } from "./database.js";
import { PrismaClient } from "./generated/client.js";

type Statements = Pick<PGlite, "query" | "exec">;
type Connection = Statements & Pick<PGlite, "transaction">;

/** What every PGlite must be created with: the migrations use them. */
export const extensions = { pg_trgm };

/** Over an open PGlite; tests use it with one in memory. */
export function databaseOnPglite(pglite: PGlite): Database {
  const whole = databaseOver(pglite, {});
  return {
    ...whole,
    close: async () => {
      await whole.close();
      await pglite.close();
    },
  };
}

function databaseOver(pglite: PGlite, limits: Limits): Database {
  const connection = heldTo(limits, pglite);
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(connection as PGlite) });
  return {
    kind: "pglite",
    prisma,
    ...sqlOver(connection),
    transaction: (work) => connection.transaction((transaction) => work(sqlOver(transaction as never))),
    listen: (channel, heard) => {
      const listening = pglite.listen(channel, heard);
      return { close: async () => (await listening)() };
    },
    limited: (further) => databaseOver(pglite, { ...limits, ...further }),
    close: () => prisma.$disconnect(),
  };
}

const bigintOid = 20;
const textParsers = { [bigintOid]: (value: string) => value };

const sqlOver = (client: Statements): Sql => ({
  query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...parameters], { parsers: textParsers })).rows,
  script: async (statements) => {
    await client.exec(statements);
  },
});

/** Every statement in a transaction of its own, so that others get their turn between those of a request. */
function heldTo({ role, readOnly }: Limits, pglite: PGlite): Connection {
  const first = [...(readOnly ? ["SET TRANSACTION READ ONLY"] : []), ...(role ? [`SET LOCAL ROLE "${role}"`] : [])];
  if (first.length === 0) return pglite;
  const transaction: Connection["transaction"] = (work) =>
    pglite.transaction(async (inner) => {
      await inner.exec(first.join(";"));
      return work(inner);
    });
  return {
    transaction,
    query: (text, parameters, options) => transaction((inner) => inner.query(text, parameters, options)) as never,
    exec: (statements, options) => transaction((inner) => inner.exec(statements, options)) as never,
  };
}
