// A work thread that throws an error during a transaction and a job; the next thread works. The file named by
// KINDRED_TEST_DIED shows that a thread has died.
import { existsSync, writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

/** The build that runs this thread's program. */
const build = new URL("../", process.env.KINDRED_TEST_PROGRAM);
const died = process.env.KINDRED_TEST_DIED;
if (existsSync(died)) await import(process.env.KINDRED_TEST_PROGRAM);
else {
  writeFileSync(died, "");
  const { openShared } = await import(new URL("database/open.js", build));
  const { claim } = await import(new URL("jobs/lease.js", build));
  const database = await openShared(workerData.share);
  await claim(database, { kinds: ["prune"] });
  void database.transaction(async (sql) => {
    await sql.query("INSERT INTO half VALUES ('done')");
    setImmediate(() => {
      throw new Error("the work thread fails");
    });
    await new Promise((resolve) => parentPort.once("never", resolve));
  });
}
