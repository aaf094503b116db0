// Kills workers as a power cut would, at random moments; looks after each kill that nothing is half there, and at the
// end of each round that all is there, once, as if nothing had happened.
import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { randomFrom } from "../../src/strategy/random.js";
import { halfThere, isDone, outlive, prepare, reset, results, someoneAtWork, workTheRest } from "./made-again.js";
import { openPlace } from "./place.js";
import { end, start } from "./processes.js";

/** Milliseconds within which a worker is killed once it works. */
const longestLife = 3_000;
/** How many of those who share a database are killed at work instead, and within how many milliseconds of it. */
const working = 0.7;
const longestWork = 700;
/** How many of them fall asleep instead, where others share the database, and wake when another has their job. */
const sleeping = 0.5;
/** What one tells that slept in a transaction. */
const lostInSleep = /idle-in-transaction|Connection terminated|connection/;

export interface KillOptions {
  readonly kills: number;
  /** Decides on the moments and the victims. */
  readonly seed: number;
  /** A PostgreSQL server, where three workers share a database; without one a worker on the embedded database. */
  readonly server?: string;
  readonly schools: number;
  readonly say?: (line: string) => void;
}

export interface KillOutcome {
  /** How often everything was made from the start. */
  readonly rounds: number;
  /** How many jobs the killed workers had in hand. */
  readonly interrupted: number;
  /** What was half there, lost, done twice or different, and faults that workers logged; empty where all is well. */
  readonly findings: readonly string[];
}

export async function killWorkers({ kills, seed, server, schools, say = () => {} }: KillOptions): Promise<KillOutcome> {
  const place = await openPlace(server);
  const together = server ? 3 : 1;
  const random = randomFrom(seed);
  const findings: string[] = [];
  const workers: ChildProcess[] = [];
  const asleep: ChildProcess[] = [];
  const slept = new Set<ChildProcess>();
  let [killed, interrupted, rounds] = [0, 0, 0];

  async function killOne(): Promise<void> {
    while (workers.length < together) {
      const worker = start(["work"], place.config, (text) => {
        if (!slept.has(worker.child) || !lostInSleep.test(text)) findings.push(`a worker says ${text}`);
      });
      workers.push(worker.child);
      await worker.ready;
    }
    const chosen = Math.floor(random() * workers.length);
    const atWork = server && random() < working ? await place.use(someoneAtWork) : undefined;
    await delay(random() * (atWork === undefined ? longestLife : longestWork));
    const found = workers.findIndex(({ pid }) => pid === atWork);
    const [victim] = workers.splice(found === -1 ? chosen : found, 1);
    if (server && random() < sleeping) {
      victim!.kill("SIGSTOP");
      asleep.push(victim!);
      slept.add(victim!);
    } else await end(victim!, "SIGKILL");
    await place.use(async (database) => {
      interrupted += await outlive(database, victim!.pid!);
      findings.push(...(await halfThere(database, schools)));
    });
    if (asleep.length > 0 && random() < 0.5) wake();
    say(`${++killed} of ${kills} killed, with ${interrupted} jobs in hand, in round ${rounds}`);
  }

  function wake(): void {
    const sleeper = asleep.shift()!;
    sleeper.kill("SIGCONT");
    workers.push(sleeper);
  }

  try {
    const wanted = await place.use((database) => prepare(database, schools));
    while (killed < kills) {
      rounds++;
      await place.use(reset);
      while (killed < kills && !(await place.use(isDone))) await killOne();
      while (asleep.length > 0) wake();
      if (killed === kills) for (const worker of workers.splice(0)) await end(worker, "SIGKILL");
      await place.use(async (database) => {
        await workTheRest(database);
        const made = await results(database);
        if (made !== wanted) findings.push(`round ${rounds} made ${made}, not ${wanted}`);
      });
    }
    return { rounds, interrupted, findings };
  } finally {
    for (const worker of [...workers, ...asleep]) await end(worker, "SIGKILL");
    await place.close();
  }
}
