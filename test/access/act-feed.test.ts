// The feed of acts returns every act once and in one order, however the writing transactions overlap.
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

/** Records an act with a new subject. @returns the subject */
async function addAct(sql: Sql): Promise<string> {
  const subject = `act ${count++}`;
  await recordAct(sql, department, { type: "RUN_STARTED", subjectKind: "RUN", subject });
  return subject;
}

const rolledBack = new Error("rolled back");

/** Begins a transaction that the test controls step by step. */
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
      if (!(await decided)) throw rolledBack;
    })
    .catch((error) => {
      if (error !== rolledBack) throw error;
      acts.length = 0;
    });
  const sql = await begun;
  return {
    act: async () => void acts.push(await addAct(sql)),
    /** @returns subjects of the acts that were committed */
    end: async (commit: boolean) => {
      end(commit);
      await ended;
      return acts;
    },
  };
}

/** A reader that continues where its last read ended. */
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

/** Waits until nothing holds the feed back, such as transactions in other databases of the server. */
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

/** A reader that trusts the id sequence: it continues after the last id. */
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

/** Two to four transactions act, then commit or roll back, in any order while the feeds read. @returns the committed acts */
async function interleave(random: Random, reads: readonly ((limit: number) => Promise<unknown>)[]): Promise<string[]> {
  const open: Open[] = [];
  const committed: string[] = [];
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
      committed.push(...(await ending!.end(random.chance(0.7))));
    }
  }
  return committed;
}

describe.skipIf(!process.env.TEST_DATABASE_URL)("with concurrent transactions on PostgreSQL", () => {
  it("returns every act once and in order in 1,000 random interleavings, where reading by id loses some", async () => {
    const [feeding, naive] = [feed(), naiveFeed()];
    const committed: string[] = [];
    for (let number = 0; number < 1000; number++) {
      committed.push(...(await interleave(randomOf(1, number), [feeding.read, naive.read])));
    }
    await caughtUp();
    while ((await feeding.read(500)) > 0);
    const read = new Set(feeding.subjects);
    expect(committed.filter((subject) => !read.has(subject))).toEqual([]);
    expect(feeding.subjects.length).toBe(committed.length);
    expect(isAscending(feeding.places)).toBe(true);
    for (let before = -1; naive.subjects.length !== before; ) {
      before = naive.subjects.length;
      await naive.read(500);
    }
    expect(committed.filter((subject) => !naive.subjects.includes(subject)).length).toBeGreaterThan(0);
  }, 600_000);

  it("holds back acts that began after a running transaction, then returns both in order", async () => {
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

describe("with one transaction after another", () => {
  it("returns every act once and in order through 1,000 transactions, some rolled back", async () => {
    const feeding = feed();
    const committed: string[] = [];
    for (let number = 0; number < 1000; number++) {
      const random = randomOf(2, number);
      const work = database.transaction(async (sql) => {
        const acts: string[] = [];
        for (let more = random.whole(4); more > 0; more--) acts.push(await addAct(sql));
        if (random.chance(0.3)) throw rolledBack;
        return acts;
      });
      committed.push(...(await work.catch(() => [])));
      if (random.chance(0.4)) await feeding.read(1 + random.whole(4));
    }
    await caughtUp();
    while ((await feeding.read(500)) > 0);
    expect(feeding.subjects).toEqual(committed);
    expect(isAscending(feeding.places)).toBe(true);
  });
});

describe("after a dump is restored on a server with lower transaction numbers", () => {
  const highTransaction = "900000000000";

  it("returns all restored acts first, then the new ones", async () => {
    await database.transaction(addAct);
    await database.script("ALTER TABLE act DISABLE TRIGGER act_is_permanent");
    await database.query("UPDATE act SET transaction = $1::bigint", [highTransaction]);
    await database.script("ALTER TABLE act ENABLE TRIGGER act_is_permanent");
    const feeding = feed();
    expect(await feeding.read(10)).toBe(0);
    await migrate(database);
    await migrate(database);
    const later = await database.transaction(addAct);
    await caughtUp();
    await feeding.read(10);
    expect(feeding.subjects.slice(1)).toEqual([later]);
    expect(await database.query("SELECT ahead::text AS ahead FROM act_offset")).toEqual([{ ahead: highTransaction }]);
  });

  it("stores no offset on the original server", async () => {
    await database.transaction(addAct);
    await migrate(database);
    expect(await database.query("SELECT FROM act_offset")).toEqual([]);
  });
});
