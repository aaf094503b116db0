// A work thread that throws an error during a transaction and a job; the next thread works. The file named by
// KINDRED_TEST_DIED shows that a thread has died.
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
      throw new Error("the work thread fails");
    });
    await new Promise((resolve) => parentPort.once("never", resolve));
  });
}
