// Works on jobs in a thread of its own, and begins again where that thread dies.
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { OpenDatabase, Share } from "../database/open.js";
import { withoutValues } from "../errors.js";
import type { WorkConfig } from "./traced-work.js";

export interface WorkThreadData {
  readonly share: Share;
  readonly config: WorkConfig;
}

export interface WorkThread {
  /** Lets the jobs in hand end or puts them back in the queue, then ends the thread. */
  stop(): Promise<void>;
}

/** Milliseconds before a thread that died is replaced. */
const pause = 1_000;

export function startWorkThread(
  database: OpenDatabase,
  { pluginPackages, jobDays, auditDays, logLevel, traces }: WorkConfig,
  logger: Logger,
): WorkThread {
  const stopping = new AbortController();
  const { signal } = stopping;

  /** Resolves when the thread has ended. */
  function runOnce(): Promise<void> {
    const share = database.share();
    const workerData: WorkThreadData = { share, config: { pluginPackages, jobDays, auditDays, logLevel, traces } };
    const thread = new Worker(new URL("./work-thread-start.js", import.meta.url), {
      workerData,
      transferList: share.kind === "pglite" ? [share.port] : [],
      execArgv: [],
    });
    const stop = () => thread.postMessage("stop");
    signal.addEventListener("abort", stop);
    thread.on("error", (err) => logger.error({ err: withoutValues(err) }, "the thread that works on jobs died"));
    return new Promise((resolve) =>
      thread.on("exit", () => {
        signal.removeEventListener("abort", stop);
        resolve();
      }),
    );
  }
  async function keepRunning(): Promise<void> {
    while (!signal.aborted) {
      await runOnce();
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  const running = keepRunning();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
