// kindred work: a worker of its own, beside the servers, until it is told to stop.
import { once } from "node:events";
import { Command } from "commander";
import { KindredError } from "../errors.js";
import { defaultGraceMs } from "../jobs/worker.js";
import { workerHandlers } from "../work.js";
import { graceOption, kindAndNumber } from "./options.js";
import { type Session, withSession } from "./session.js";
import { startTracedWork } from "./traced-work.js";

export interface WorkFlags {
  readonly concurrency: Readonly<Record<string, number>>;
  /** Seconds. */
  readonly grace: number;
}

export const workCommand = new Command("work")
  .description("work on the queue: runs, targets, partnerships; any number of workers share one PostgreSQL")
  .option("--concurrency <kind=number>", "jobs of a kind at once, 1 unless given; 0: none", kindAndNumber, {})
  .option(
    "--grace <seconds>",
    "when told to stop, how long jobs in hand may take to end before they are put back",
    graceOption,
    defaultGraceMs / 1000,
  )
  .action((flags: WorkFlags) => withSession((session) => workUntilStopped(session, flags)));

/** @throws KindredError BAD_ARGUMENT where a kind is none */
async function workUntilStopped(session: Session, { concurrency, grace }: WorkFlags): Promise<void> {
  const { config, database, signal } = session;
  const kinds = Object.keys(workerHandlers(config));
  const unknown = Object.keys(concurrency).find((kind) => !kinds.includes(kind));
  if (unknown) {
    throw new KindredError(
      "BAD_ARGUMENT",
      `There are no jobs of the kind ${unknown}: give one of ${kinds.join(", ")}.`,
    );
  }
  const worker = await startTracedWork(database, config, { concurrency });
  process.stdout.write("Working on the queue.\nCtrl-C lets the jobs in hand end; once more stops at once.\n");
  if (!signal.aborted) await once(signal, "abort");
  await worker.stop(grace * 1000);
}
