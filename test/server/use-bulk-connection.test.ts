// A file of submissions whose connection breaks.
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { createClient } from "../../src/access/clients.js";
import { openLogger } from "../../src/commands/logger.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { bulkLimits } from "../../src/submissions/bulk/limits.js";
import { department } from "../submissions/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let key: string;
let http: KindredServer;
let port: number;
const begun: (() => void)[] = [];
beforeAll(async () => {
  database = await testDatabase();
  ({ key } = await createClient(database, department, { name: "vendor", role: "MIS_VENDOR" }));
  const watched: Database = {
    ...database,
    limited: () => watched,
    query: async (text, parameters) => {
      const result = await database.query(text, parameters as never);
      if (text.includes('insert into "bulk_piece"')) for (const happen of begun.splice(0)) happen();
      return result as never;
    },
  };
  const config = readConfig({});
  http = createServer({
    serving: servingOn(watched),
    authenticate: authenticator(database),
    strategies: new Map(),
    config: { ...config, surface: { ...config.surface, requestsPerMinute: 1e9 } },
    logger: openLogger("error", { write: () => {} }),
  });
  await once(http.http.listen(0, "127.0.0.1"), "listening");
  port = (http.http.address() as AddressInfo).port;
});
afterAll(async () => {
  await http.close(0);
  await database.close();
});

const rows = async (table: string) => (await database.query(`SELECT FROM ${table}`)).length;
const leftovers = async () => [await rows("bulk_submission"), await rows("bulk_piece"), await rows("job")];

describe("a file over a connection", () => {
  it("that breaks before the file is complete leaves nothing", async () => {
    const stored = new Promise<void>((resolve) => begun.push(resolve));
    const socket = connect(port, "127.0.0.1");
    const head = [
      "POST /bulk/attendance HTTP/1.1",
      "Host: localhost",
      `Authorization: Bearer ${key}`,
      "Content-Type: application/jsonl",
      `Content-Length: ${4 * bulkLimits.piece}`,
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    socket.write(Buffer.alloc(1.5 * bulkLimits.piece, " "));
    await stored;
    expect(await leftovers()).toEqual([1, 1, 1]);
    socket.destroy();
    await expect.poll(leftovers).toEqual([0, 0, 0]);
  });
});
