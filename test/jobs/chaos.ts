// Kills workers as a power cut would, at random moments; looks after each kill that nothing is half there, and at the
// end of each round that all is there, once, as if nothing had happened.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { randomFrom } from "../../src/matching/random.js";
import { halfThere, isDone, outlive, prepare, reset, results, workTheRest } from "./chaos-work.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

/** Milliseconds within which a worker is killed once it works. */
const longestLife = 3_000;

export interface ChaosOptions {
  readonly kills: number;
  /** Decides on the moments and the victims. */
  readonly seed: number;
  /** A PostgreSQL server, where three workers share a database; without one a worker on the embedded database. */
  readonly server?: string;
  readonly schools: number;
  readonly say?: (line: string) => void;
}

export interface ChaosOutcome {
  /** How often everything was made from the start. */
  readonly rounds: number;
  /** How many jobs the killed workers had in hand. */
  readonly interrupted: number;
  /** What was half there, lost, done twice or different, and faults that workers logged; empty where all is well. */
  readonly findings: readonly string[];
}

export async function chaos({ kills, seed, server, schools, say = () => {} }: ChaosOptions): Promise<ChaosOutcome> {
  const place = server ? await onServer(server) : await embedded();
  const random = randomFrom(seed);
  const findings: string[] = [];
  const workers: ChildProcess[] = [];
  let [killed, interrupted, rounds] = [0, 0, 0];

  async function killOne(): Promise<void> {
    while (workers.length < place.workers) workers.push(await startWorker(place.config, findings));
    await delay(random() * longestLife);
    const [victim] = workers.splice(Math.floor(random() * workers.length), 1);
    await kill(victim!);
    await place.use(async (database) => {
      interrupted += await outlive(database, victim!.pid!);
      findings.push(...(await halfThere(database, schools)));
    });
    say(`${++killed} of ${kills} killed, with ${interrupted} jobs in hand, in round ${rounds}`);
  }

  try {
    const wanted = await place.use((database) => prepare(database, schools));
    while (killed < kills) {
      rounds++;
      await place.use(reset);
      while (killed < kills && !(await place.use(isDone))) await killOne();
      if (killed === kills) for (const worker of workers.splice(0)) await kill(worker);
      await place.use(async (database) => {
        await workTheRest(database);
        const made = await results(database);
        if (made !== wanted) findings.push(`round ${rounds} made ${made}, not ${wanted}`);
      });
    }
    return { rounds, interrupted, findings };
  } finally {
    for (const worker of workers) await kill(worker);
    await place.close();
  }
}

async function kill(worker: ChildProcess): Promise<void> {
  const closed = once(worker, "close");
  worker.kill("SIGKILL");
  await closed;
}

/** Resolves once it works on the queue. */
async function startWorker({ dataDirectory, databaseUrl = "" }: PlaceConfig, findings: string[]) {
  const worker = spawn(process.execPath, [program, "work"], {
    env: { PATH: process.env.PATH, KINDRED_DATA: dataDirectory, DATABASE_URL: databaseUrl, KINDRED_LOG: "error" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  worker.stderr.on("data", (text) => findings.push(`a worker says ${text}`));
  await once(worker.stdout, "data");
  return worker;
}

interface PlaceConfig {
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
}

interface Place {
  readonly config: PlaceConfig;
  /** How many can work there at once. */
  readonly workers: number;
  use<T>(work: (database: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

async function embedded(): Promise<Place> {
  const config = { dataDirectory: await mkdtemp(join(tmpdir(), "kindred-chaos-")), databaseUrl: undefined };
  return {
    config,
    workers: 1,
    use: async (work) => {
      const database = await openDatabase(config);
      return work(database).finally(() => database.close());
    },
    close: () => rm(config.dataDirectory, { recursive: true }),
  };
}

async function onServer(server: string): Promise<Place> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  const name = `kindred_chaos_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const config = { dataDirectory: "", databaseUrl: url.href };
  const database = await openDatabase(config);
  return {
    config,
    workers: 3,
    use: (work) => work(database),
    close: async () => {
      await database.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
