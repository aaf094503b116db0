// The work thread: runs the jobs of a server, so that they do not delay its requests.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { openShared } from "../database/open.js";
import type { StopWork, WorkThreadData } from "./start-work-thread.js";
import { startTracedWork } from "./traced-work.js";

// Requests come first when cores are few: on Linux, the priority is of this thread and its child processes only.
if (process.platform === "linux") setPriority(0, 10);

const { share, config } = workerData as WorkThreadData;
const database = await openShared(share);
const worker = await startTracedWork(database, config);

parentPort!.once("message", async ({ grace }: StopWork) => {
  await worker.stop(grace);
  await database.close();
  process.exit(); // in a thread, this ends only the thread
});
