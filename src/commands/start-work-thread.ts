// Runs jobs in a separate thread, and replaces the thread if it dies while the database still works.
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { OpenDatabase, SharedDatabase } from "../database/open.js";
import { withoutValues } from "../errors.js";
import { programAt } from "../programs.js";
import type { WorkConfig } from "./traced-work.js";

export interface WorkThreadData {
  readonly share: SharedDatabase;
  readonly config: WorkConfig;
}

/** The message that stops the thread. */
export interface StopWork {
  readonly grace: number;
}

interface WorkThread {
  /**
   * Lets running jobs finish or puts them back in the queue, then ends the thread.
   * @param grace milliseconds that the jobs have to finish
   */
  stop(grace: number): Promise<void>;
}

/** Wait before a thread that died is replaced. */
const restartDelayMs = 1_000;

/** @param script what the thread runs; tests give one that dies */
export function startWorkThread(
  database: OpenDatabase,
  { pluginPackages, jobDays, auditDays, halfTermsFile, logLevel, traces }: WorkConfig,
  logger: Logger,
  script = programAt("commands/work-thread.js"),
): WorkThread {
  const stopping = new AbortController();
  const { signal } = stopping;
  let grace = 0;
  let thread: Worker | undefined;
  void database.crashed.then(() => {
    stopping.abort();
    return thread?.terminate(); // its jobs can no longer be written
  });

  /** Resolves when the thread has ended. */
  function runOnce(): Promise<void> {
    const share = database.share();
    const config = { pluginPackages, jobDays, auditDays, halfTermsFile, logLevel, traces };
    const workerData: WorkThreadData = { share, config };
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
      await delay(restartDelayMs, undefined, { signal }).catch(() => {});
    }
  }

  const running = keepRunning();
  return {
    stop: (milliseconds) => {
      grace = milliseconds;
      stopping.abort();
      return running;
    },
  };
}
