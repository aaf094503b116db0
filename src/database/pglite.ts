// The embedded database. All users share one connection, so limits apply per transaction.
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { batchByRequest } from "./batch-by-request.js";
import type { Database, Limits } from "./database.js";
import { type Connection, connectionOf } from "./embedded/connection.js";
import { sqlOver, transactionOver } from "./embedded/sql.js";
import { PrismaClient } from "./generated/client.js";

/** For tests: a PGlite in this thread, usually in memory. */
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
  const connection = withLimits(limits, whole);
  const prisma = batchByRequest(new PrismaClient({ adapter: new PrismaPGlite(connection as never) }));
  return {
    kind: "pglite",
    prisma,
    ...sqlOver(connection),
    transaction: transactionOver(connection),
    listen: (channel, onNotification) => {
      const listening = whole.listen(channel, onNotification);
      return { close: async () => (await listening)() };
    },
    limited: (more) => databaseOver(whole, { ...limits, ...more }),
    close: () => prisma.$disconnect(),
  };
}

/** Every statement runs in its own transaction, so that others get a turn between the statements of a request. */
function withLimits({ role, readOnly }: Limits, connection: Connection): Connection {
  const settings = [...(readOnly ? ["SET TRANSACTION READ ONLY"] : []), ...(role ? [`SET LOCAL ROLE "${role}"`] : [])];
  return settings.length > 0 ? connection.beginningWith(settings.join("; ")) : connection;
}
