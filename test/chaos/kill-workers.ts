// Kills workers like a power cut, at random moments. Checks after each kill that no result is incomplete, and after
// each round that all results are complete, actual once and the same as without kills.
import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { randomFrom } from "../../src/strategy/random.js";
import { halfThere, isDone, outlive, prepare, reset, results, someoneAtWork, workTheRest } from "./made-again.js";
import { openPlace } from "./place.js";
import { end, start } from "./processes.js";

/** Milliseconds within which a worker is killed after it starts. */
const longestLife = 3_000;
/** With a shared database: the share of workers killed while they run a job, and within how many milliseconds. */
const busyShare = 0.7;
const longestWork = 700;
/** With a shared database: the share of workers suspended instead, and resumed when another has their job. */
const suspendedShare = 0.5;
/** The log of a worker that was suspended in a transaction. */
const lostWhileSuspended = /idle-in-transaction|Connection terminated|connection/;

export interface KillOptions {
  readonly kills: number;
  /** Seed of the moments and the victims. */
  readonly seed: number;
  /** A PostgreSQL server, with three workers; without one, one worker on an embedded database. */
  readonly server?: string;
  readonly schools: number;
  readonly say?: (line: string) => void;
}

interface KillOutcome {
  /** How often all results were actual from the start. */
  readonly rounds: number;
  /** How many jobs the killed workers were running. */
  readonly interrupted: number;
  /** Results that were incomplete, lost, actual twice or different, and faults that workers logged. */
  readonly findings: readonly string[];
}

export async function killWorkers({ kills, seed, server, schools, say = () => {} }: KillOptions): Promise<KillOutcome> {
  const place = await openPlace(server);
  const workerCount = server ? 3 : 1;
  const random = randomFrom(seed);
  const findings: string[] = [];
  const workers: ChildProcess[] = [];
  const suspended: ChildProcess[] = [];
  const everSuspended = new Set<ChildProcess>();
  let [killed, interrupted, rounds] = [0, 0, 0];

  async function killOne(): Promise<void> {
    while (workers.length < workerCount) {
      const worker = start(["work"], place.config, (text) => {
        if (!everSuspended.has(worker.child) || !lostWhileSuspended.test(text)) findings.push(`a worker logs ${text}`);
      });
      workers.push(worker.child);
      await worker.ready;
    }
    const chosen = Math.floor(random() * workers.length);
    const atWork = server && random() < busyShare ? await place.use(someoneAtWork) : undefined;
    await delay(random() * (atWork === undefined ? longestLife : longestWork));
    const found = workers.findIndex(({ pid }) => pid === atWork);
    const [victim] = workers.splice(found === -1 ? chosen : found, 1);
    if (server && random() < suspendedShare) {
      victim!.kill("SIGSTOP");
      suspended.push(victim!);
      everSuspended.add(victim!);
    } else await end(victim!, "SIGKILL");
    await place.use(async (database) => {
      interrupted += await outlive(database, victim!.pid!);
      findings.push(...(await halfThere(database, schools)));
    });
    if (suspended.length > 0 && random() < 0.5) resume();
    say(`${++killed} of ${kills} killed while running ${interrupted} jobs, in round ${rounds}`);
  }

  function resume(): void {
    const worker = suspended.shift()!;
    worker.kill("SIGCONT");
    workers.push(worker);
  }

  try {
    const expected = await place.use((database) => prepare(database, schools));
    while (killed < kills) {
      rounds++;
      await place.use(reset);
      while (killed < kills && !(await place.use(isDone))) await killOne();
      while (suspended.length > 0) resume();
      if (killed === kills) for (const worker of workers.splice(0)) await end(worker, "SIGKILL");
      await place.use(async (database) => {
        await workTheRest(database);
        const actual = await results(database);
        if (actual !== expected) findings.push(`round ${rounds} actual ${actual}, not ${expected}`);
      });
    }
    return { rounds, interrupted, findings };
  } finally {
    for (const worker of [...workers, ...suspended]) await end(worker, "SIGKILL");
    await place.close();
  }
}
