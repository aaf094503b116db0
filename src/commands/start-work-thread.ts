// Works on jobs in a thread of its own, and begins again where that thread dies while the database lives.
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { OpenDatabase, SharedDatabase } from "../database/open.js";
import { withoutValues } from "../errors.js";
import type { WorkConfig } from "./traced-work.js";

export interface WorkThreadData {
  readonly share: SharedDatabase;
  readonly config: WorkConfig;
}

/** What the thread is told, once. */
export interface StopWork {
  readonly grace: number;
}

export interface WorkThread {
  /**
   * Lets the jobs in hand end or puts them back in the queue, then ends the thread.
   * @param grace milliseconds that they have
   */
  stop(grace: number): Promise<void>;
}

/** Milliseconds before a thread that died is replaced. */
const pause = 1_000;

/** @param script what the thread runs; another than its own for tests of its death */
export function startWorkThread(
  database: OpenDatabase,
  { pluginPackages, jobDays, auditDays, logLevel, traces }: WorkConfig,
  logger: Logger,
  script = new URL("./work-thread-start.js", import.meta.url),
): WorkThread {
  const stopping = new AbortController();
  const { signal } = stopping;
  let grace = 0;
  let thread: Worker | undefined;
  void database.crashed.then(() => {
    stopping.abort();
    return thread?.terminate(); // what it has in hand can be written nowhere
  });

  /** Resolves when the thread has ended. */
  function runOnce(): Promise<void> {
    const share = database.share();
    const workerData: WorkThreadData = { share, config: { pluginPackages, jobDays, auditDays, logLevel, traces } };
    const started = new Worker(script, {
      workerData,
      transferList: share.kind === "pglite" ? [share.port] : [],
      execArgv: [],
    });
    thread = started;
    const stop = () => started.postMessage({ grace } satisfies StopWork);
    signal.addEventListener("abort", stop);
    started.on("error", (err) => logger.error({ err: withoutValues(err) }, "the thread that works on jobs died"));
    return new Promise((resolve) =>
      started.on("exit", () => {
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
    stop: (given) => {
      grace = given;
      stopping.abort();
      return running;
    },
  };
}
