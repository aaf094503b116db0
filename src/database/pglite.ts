// The embedded database: one connection for everyone, so limits hold for a transaction and not for a connection.
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { batchByRequest } from "./batch-by-request.js";
import type { Database, Limits } from "./database.js";
import { type Connection, connectionOf } from "./embedded/connection.js";
import { sqlOver, transactionOver } from "./embedded/sql.js";
import { PrismaClient } from "./generated/client.js";

/** Over a PGlite in this thread: for tests, with one in memory. */
export const databaseOnPglite = (pglite: PGlite): Database => databaseOn(connectionOf(pglite));

/** Closing it closes the connection. */
export function databaseOn(connection: Connection): Database {
  const whole = databaseOver(connection, {});
  return {
    ...whole,
    ...(connection.copyFiles && { copyFiles: connection.copyFiles }),
    close: async () => {
      await whole.close();
      await connection.close();
    },
  };
}

function databaseOver(whole: Connection, limits: Limits): Database {
  const connection = heldTo(limits, whole);
  const prisma = batchByRequest(new PrismaClient({ adapter: new PrismaPGlite(connection as never) }));
  return {
    kind: "pglite",
    prisma,
    ...sqlOver(connection),
    transaction: transactionOver(connection),
    listen: (channel, heard) => {
      const listening = whole.listen(channel, heard);
      return { close: async () => (await listening)() };
    },
    limited: (further) => databaseOver(whole, { ...limits, ...further }),
    close: () => prisma.$disconnect(),
  };
}

/** Every statement in a transaction of its own, so that others get their turn between those of a request. */
function heldTo({ role, readOnly }: Limits, connection: Connection): Connection {
  const settings = [...(readOnly ? ["SET TRANSACTION READ ONLY"] : []), ...(role ? [`SET LOCAL ROLE "${role}"`] : [])];
  return settings.length > 0 ? connection.beginningWith(settings.join("; ")) : connection;
}
