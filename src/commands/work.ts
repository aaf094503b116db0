// kindred work: runs a worker, separate from any server, until it is stopped.
import { once } from "node:events";
import { Command } from "commander";
import { readConfig } from "../config.js";
import { refuse } from "../errors.js";
import { defaultGraceMs } from "../jobs/worker.js";
import { workerHandlers } from "../work.js";
import { graceOption, kindAndNumber } from "./options.js";
import { type Session, withSession } from "./session.js";
import { startTracedWork } from "./traced-work.js";

interface WorkFlags {
  readonly concurrency?: Readonly<Record<string, number>>;
  /** Seconds. */
  readonly grace: number;
}

export const command = new Command("work")
  .option("--concurrency <kind=number>", "jobs of a kind to run at once: 1 unless set, 0 for none", kindAndNumber)
  .option(
    "--grace <seconds>",
    "seconds that running jobs have to finish when the worker is stopped, before they go back in the queue",
    graceOption,
    defaultGraceMs / 1000,
  )
  .action((flags: WorkFlags) => {
    assertKinds(flags.concurrency ?? {});
    return withSession((session) => workUntilStopped(session, flags));
  });

/** @throws KindredError BAD_ARGUMENT if there is no such kind of job */
function assertKinds(concurrency: Readonly<Record<string, number>>): void {
  const kinds = Object.keys(workerHandlers(readConfig()));
  const unknown = Object.keys(concurrency).find((kind) => !kinds.includes(kind));
  if (unknown === undefined) return;
  refuse(`No kind of job is called ${unknown}: choose one of ${kinds.join(", ")}.`);
}

async function workUntilStopped({ config, database, signal }: Session, flags: WorkFlags): Promise<void> {
  const { concurrency = {}, grace } = flags;
  const worker = await startTracedWork(database, config, { concurrency });
  process.stdout.write("Working on the queue.\nCtrl-C stops after the running jobs; a second Ctrl-C stops at once.\n");
  if (!signal.aborted) await once(signal, "abort");
  await worker.stop(grace * 1000);
}
