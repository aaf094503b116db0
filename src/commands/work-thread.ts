// The thread of a server that works on jobs, so that none of them keeps requests waiting.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { openShared } from "../database/open.js";
import type { StopWork, WorkThreadData } from "./start-work-thread.js";
import { startTracedWork } from "./traced-work.js";

// Requests come first where cores are few: on Linux, of this thread and the processes that it starts alone.
if (process.platform === "linux") setPriority(0, 10);

const { share, config } = workerData as WorkThreadData;
const database = openShared(share);
const worker = await startTracedWork(database, config);

parentPort!.once("message", async ({ grace }: StopWork) => {
  await worker.stop(grace);
  await database.close();
  process.exit(); // of a thread: ends it alone
});
