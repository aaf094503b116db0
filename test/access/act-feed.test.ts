// The feed of acts: every act once and in one order, however the transactions that write them run side by side.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ActPosition, readActs, startOfFeed } from "../../src/access/act-feed.js";
import { recordAct } from "../../src/access/acts.js";
import type { Database, Sql } from "../../src/database/database.js";
import { migrate } from "../../src/database/migrate.js";
import { type Random, randomOf } from "../confidentiality/random.js";
import { department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE act, act_offset"));
afterAll(() => database.close());

let count = 0;

/** Does something that nobody did before. @returns its subject */
async function act(sql: Sql): Promise<string> {
  const subject = `act ${count++}`;
  await recordAct(sql, department, { type: "RUN_STARTED", subjectKind: "RUN", subject });
  return subject;
}

const undone = new Error("rolled back");

/** A transaction that waits to be told what to do next. */
async function begin() {
  const acts: string[] = [];
  let end: (commit: boolean) => void = () => {};
  const decided = new Promise<boolean>((decide) => {
    end = decide;
  });
  let began: (sql: Sql) => void = () => {};
  const begun = new Promise<Sql>((begins) => {
    began = begins;
  });
  const ended = database
    .transaction(async (sql) => {
      began(sql);
      if (!(await decided)) throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
      acts.length = 0;
    });
  const sql = await begun;
  return {
    act: async () => void acts.push(await act(sql)),
    /** @returns the acts that stand */
    end: async (commit: boolean) => {
      end(commit);
      await ended;
      return acts;
    },
  };
}

/** Reads on where it read to before. */
function feed(from: ActPosition = startOfFeed) {
  const subjects: string[] = [];
  const places: ActPosition[] = [];
  let after = from;
  const read = async (limit: number) => {
    const acts = await readActs(database, after, limit);
    subjects.push(...acts.map(({ subject }) => subject));
    places.push(...acts.map(({ transaction, id }) => ({ transaction, id })));
    after = places.at(-1) ?? after;
    return acts.length;
  };
  return { subjects, places, read };
}

/** Waits until nothing holds the feed back any more: transactions of other databases of the server do. */
const caughtUp = () =>
  expect
    .poll(
      async () => {
        const [row] = await database.query<{ ended: boolean }>(
          `SELECT max(transaction) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             + coalesce((SELECT ahead FROM act_offset), 0) AS ended FROM act`,
        );
        return row?.ended;
      },
      { timeout: 100_000 },
    )
    .toBe(true);

/** As one would read who trusted the sequence: behind the last id. */
function naiveFeed() {
  const subjects: string[] = [];
  let after = "0";
  const read = async (limit: number) => {
    const acts = await database.query<{ id: string; subject: string }>(
      "SELECT id::text AS id, subject FROM act WHERE act.id > $1::bigint ORDER BY act.id LIMIT $2::int",
      [after, limit],
    );
    subjects.push(...acts.map(({ subject }) => subject));
    after = acts.at(-1)?.id ?? after;
  };
  return { subjects, read };
}

const isAscending = (places: readonly ActPosition[]) =>
  places.every(({ transaction, id }, at) => {
    const before = places[at - 1];
    if (!before) return true;
    const [one, other] = [BigInt(before.transaction), BigInt(transaction)];
    return one < other || (one === other && BigInt(before.id) < BigInt(id));
  });

type Open = Awaited<ReturnType<typeof begin>>;

/** Two to four transactions begin, act, commit or roll back in any order, while the feeds read. @returns the acts that stand */
async function interleave(random: Random, reads: readonly ((limit: number) => Promise<unknown>)[]): Promise<string[]> {
  const open: Open[] = [];
  const stand: string[] = [];
  let toBegin = 2 + random.whole(3);
  while (toBegin > 0 || open.length > 0) {
    const chance = random.whole(10);
    if (toBegin > 0 && (open.length === 0 || chance < 2)) {
      open.push(await begin());
      toBegin--;
    } else if (chance < 6) await random.pick(open).act();
    else if (chance < 8) for (const read of reads) await read(1 + random.whole(4));
    else {
      const [ending] = open.splice(random.whole(open.length), 1);
      stand.push(...(await ending!.end(random.chance(0.7))));
    }
  }
  return stand;
}

describe.skipIf(!process.env.TEST_DATABASE_URL)("on PostgreSQL, with transactions side by side", () => {
  it("tells every act once and in order through 1,000 random interleavings, where going by ids loses some", async () => {
    const [feeding, naive] = [feed(), naiveFeed()];
    const stand: string[] = [];
    for (let number = 0; number < 1000; number++) {
      stand.push(...(await interleave(randomOf(1, number), [feeding.read, naive.read])));
    }
    await caughtUp();
    while ((await feeding.read(500)) > 0);
    const told = new Set(feeding.subjects);
    expect(stand.filter((subject) => !told.has(subject))).toEqual([]);
    expect(feeding.subjects.length).toBe(stand.length);
    expect(isAscending(feeding.places)).toBe(true);
    for (let before = -1; naive.subjects.length !== before; ) {
      before = naive.subjects.length;
      await naive.read(500);
    }
    expect(stand.filter((subject) => !naive.subjects.includes(subject)).length).toBeGreaterThan(0);
  });

  it("holds back what was begun after a transaction that still runs, and then tells both in order", async () => {
    const feeding = feed();
    const [long, short] = [await begin(), await begin()];
    await long.act();
    await short.act();
    const [second] = await short.end(true);
    const early = await feeding.read(10);
    const [first] = await long.end(true);
    expect(early).toBe(0);
    await caughtUp();
    await feeding.read(10);
    expect(feeding.subjects).toEqual([first, second]);
  });
});

describe("one transaction after the other", () => {
  it("tells every act once and in order through 1,000 of them, some rolled back", async () => {
    const feeding = feed();
    const stand: string[] = [];
    for (let number = 0; number < 1000; number++) {
      const random = randomOf(2, number);
      const work = database.transaction(async (sql) => {
        const acts: string[] = [];
        for (let more = random.whole(4); more > 0; more--) acts.push(await act(sql));
        if (random.chance(0.3)) throw undone;
        return acts;
      });
      stand.push(...(await work.catch(() => [])));
      if (random.chance(0.4)) await feeding.read(1 + random.whole(4));
    }
    await caughtUp();
    while ((await feeding.read(500)) > 0);
    expect(feeding.subjects).toEqual(stand);
    expect(isAscending(feeding.places)).toBe(true);
  });
});

describe("a dump restored on a server that has counted less far", () => {
  const farAhead = "900000000000";

  it("is read whole, and what is done there comes after it", async () => {
    await database.transaction(act);
    await database.script("ALTER TABLE act DISABLE TRIGGER act_is_permanent");
    await database.query("UPDATE act SET transaction = $1::bigint", [farAhead]);
    await database.script("ALTER TABLE act ENABLE TRIGGER act_is_permanent");
    const feeding = feed();
    expect(await feeding.read(10)).toBe(0);
    await migrate(database);
    await migrate(database);
    const later = await database.transaction(act);
    await caughtUp();
    await feeding.read(10);
    expect(feeding.subjects.slice(1)).toEqual([later]);
    expect(await database.query("SELECT ahead::text AS ahead FROM act_offset")).toEqual([{ ahead: farAhead }]);
  });

  it("is left alone where it goes on on its own server", async () => {
    await database.transaction(act);
    await migrate(database);
    expect(await database.query("SELECT FROM act_offset")).toEqual([]);
  });
});
