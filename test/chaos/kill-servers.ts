// Kills a server like a power cut, at random moments, while clients start runs, draft, issue, arrange, publish and
// change keys, and others read. Everything acknowledged must stay, and no client may see incomplete results.
import { setTimeout as delay } from "node:timers/promises";
import { openDatabase } from "../../src/database/open.js";
import { randomFrom } from "../../src/strategy/random.js";
import { type Ask, askOver, type Data, Lost, persistent } from "./client.js";
import { arrange, changeKeys, type Done, draft, type Errand, issue, makeRun, publish } from "./errand.js";
import type { KillOptions } from "./kill-workers.js";
import { forgive, outlive } from "./made-again.js";
import { openPlace } from "./place.js";
import { end, freePort, start } from "./processes.js";
import { halfMade, lost, type Takeovers, takeovers, watching } from "./rows.js";
import { fill, type Keys, undisturbed } from "./undisturbed.js";
import { type ItemViews, judgePublic, judgeSchool, publicView, schoolView, VisibleItems } from "./views.js";

/** When a server is killed: while it starts, after it listens, or while it runs a job. `upTo` is cumulative. */
const moments = [
  { when: "starting", upTo: 0.2, within: 2_500 },
  { when: "listening", upTo: 0.5, within: 4_000 },
  { when: "working", upTo: 1, within: 1_500 },
] as const;
/** Milliseconds between two changes of keys. */
const keysEvery = 300;
/** Peers of the first run; each later run has one more. With fewer than ten, a cohort adds nothing to a target. */
const firstK = 11;
/** Milliseconds between the checks of clients that only read. */
const lookEvery = 100;

const inHand = "{ jobs(first: 100, filter: { statuses: [RUNNING] }) { nodes { worker } } }";
const hasJob = ({ jobs }: Data, pid: number) => jobs.nodes.some(({ worker }: Data) => worker.includes(`:${pid}:`));

interface ServerKills {
  /** Completed errands: a run with targets and partnerships, or with its publication; a change of keys. */
  readonly done: number;
  /** Jobs that the killed servers were running, and how they were taken over. */
  readonly interrupted: number;
  readonly taken: Takeovers;
  /** Mutations and queries whose connection was lost. */
  readonly cut: number;
  /** Answers to public viewers and the school. */
  readonly looks: number;
  readonly findings: readonly string[];
}

export async function killServers({ kills, seed, server, schools, say = () => {} }: KillOptions): Promise<ServerKills> {
  const random = randomFrom(seed);
  const findings: string[] = [];
  const [place, apart] = [await openPlace(server), await openPlace(undefined)];
  const calm = await undisturbed(await openDatabase(apart.config), schools);
  const keys: Keys = await place.use(async (database) => {
    await database.script(watching);
    return fill(database, schools);
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const acknowledged: [Done, string][] = [];
  let [generation, listens, stopped] = [0, false, false];
  let [done, interrupted, cut, looks] = [0, 0, 0, 0];
  let taken: Takeovers = { atOnce: 0, late: 0 };

  const ask: Ask = async (query, given) => {
    const before = listens ? generation : null;
    try {
      return await askOver(url, query, given);
    } catch (error) {
      const isServing = listens && before === generation;
      if (error instanceof Lost && isServing)
        findings.push(`a connection was lost while the server was listening: ${error.message}`);
      throw error;
    }
  };
  const client = persistent(ask, () => cut++);
  const errand: Errand = {
    client,
    key: keys.department,
    acknowledge: (...one) => acknowledged.push(one),
  };
  const [issued, arranged, published] = [new VisibleItems(), new VisibleItems(), new VisibleItems()];

  async function makeAll(): Promise<void> {
    for (let k = firstK; !stopped; k++) {
      const isPublic = k % 2 === 0;
      const views: ItemViews = await calm.viewsOf(k, isPublic);
      const id = await makeRun(errand, k);
      const visible = (items: VisibleItems, work: Promise<void>) => {
        items.requested(views);
        return work.then(() => items.acknowledged(views));
      };
      if (isPublic) await visible(published, publish(errand, id));
      else {
        const set = await draft(errand, id);
        if (JSON.stringify(set.drafted) !== views.drafted) findings.push(`the draft of k ${k} is incomplete`);
        await visible(issued, issue(errand, set.id));
        await visible(arranged, arrange(errand, id));
      }
      done++;
    }
  }
  async function changeAllKeys(): Promise<void> {
    for (let number = 0; !stopped; number++, done++) {
      await changeKeys(errand, `Client ${number}`);
      await delay(keysEvery);
    }
  }
  async function look(): Promise<void> {
    for (; !stopped; looks++) {
      const before = [issued, arranged, published].map((one) => one.now());
      const inPublic = await client.sure(publicView);
      const asSchool = await client.sure(schoolView, { key: keys.school });
      const after = [issued, arranged, published].map((one) => one.now());
      const pair = (at: number) => [before[at]!, after[at]!] as const;
      findings.push(...judgePublic(inPublic, ...pair(2)), ...judgeSchool(asSchool, pair(0), pair(1)));
      await delay(lookEvery);
    }
  }

  const onLog = (text: string) => findings.push(`a process logs ${text}`);
  const serve = () => start(["serve", "--port", String(port)], place.config, onLog);
  const check = async (pid: number | undefined) => {
    const doneSoFar = [...acknowledged];
    await place.use(async (database) => {
      if (pid !== undefined) interrupted += await (server ? outlive(database, pid) : forgive(database));
      findings.push(...(await halfMade(database, calm.rows)), ...(await lost(database, doneSoFar)));
    });
  };

  const worker = server ? start(["work"], place.config, onLog) : undefined;
  let running: ReturnType<typeof serve> | undefined;
  const errands: Promise<void>[] = [];
  const failed = (error: Error) => {
    findings.push(`an errand ended: ${error.message}`);
    stopped = true;
  };
  try {
    await worker?.ready;
    for (let killed = 0; killed < kills && !(stopped as boolean); killed++) {
      generation++;
      running = serve();
      const chance = random();
      const moment = moments.find(({ upTo }) => chance < upTo) ?? moments[1];
      const life = random() * moment.within;
      if (moment.when !== "starting") {
        await running.ready;
        listens = true;
        if (errands.length === 0) {
          errands.push(...[makeAll(), changeAllKeys(), look()].map((errand) => errand.catch(failed)));
        }
        const pid = running.child.pid!;
        if (moment.when === "working")
          await client.until(inHand, { key: keys.department }, (data) => stopped || hasJob(data, pid));
      }
      await delay(life);
      listens = false;
      await end(running.child, "SIGKILL");
      await check(running.child.pid);
      say(`${killed + 1} of ${kills} servers killed while running ${interrupted} jobs; ${done} errands done`);
    }
    running = serve();
    await running.ready;
    stopped = true;
    await Promise.all(errands);
    const code = await end(running.child, "SIGTERM");
    if (code !== 0) findings.push(`the server ended with ${code} on SIGTERM`);
    await check(undefined);
    taken = await place.use(takeovers);
  } finally {
    stopped = true;
    if (running) await end(running.child, "SIGKILL");
    if (worker) await end(worker.child, "SIGKILL");
    await calm.close();
    await Promise.all([place.close(), apart.close()]);
  }
  return { done, interrupted, taken, cut, looks, findings };
}
