// A thread that works on jobs and dies of a fault, in a transaction and with a job in hand; the next one lives. The file
// that KINDRED_TEST_DIED names says that one has died.
import { existsSync, writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const died = process.env.KINDRED_TEST_DIED;
if (existsSync(died)) await import("../../src/commands/work-thread.ts");
else {
  writeFileSync(died, "");
  const { openShared } = await import("../../src/database/open.ts");
  const { claim } = await import("../../src/jobs/lease.ts");
  const database = openShared(workerData.share);
  await claim(database, { kinds: ["prune"] });
  void database.transaction(async (sql) => {
    await sql.query("INSERT INTO half VALUES ('done')");
    setImmediate(() => {
      throw new Error("a fault of the thread");
    });
    await new Promise((resolve) => parentPort.once("never", resolve));
  });
}
