import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Sql } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const tell = (sql: Sql, payload: string) => sql.query("SELECT pg_notify('news', $1)", [payload]);

/** What was heard, and a wait for something to be. */
function hearing() {
  const heard: string[] = [];
  const waiting = new Map<string, () => void>();
  const listening = database.listen("news", (payload) => {
    heard.push(payload);
    waiting.get(payload)?.();
  });
  const until = (payload: string) =>
    new Promise<void>((resolve) => {
      if (heard.includes(payload)) resolve();
      else waiting.set(payload, resolve);
    });
  /** Told again and again, so that it is heard whenever listening begins. */
  const reached = async (payload: string) => {
    while (!heard.includes(payload)) await tell(database, payload);
    return until(payload);
  };
  return { heard, until, reached, listening };
}

describe("a listener", () => {
  it("hears what a transaction told once it is committed, and nothing of one that was not", async () => {
    const { heard, until, reached, listening } = hearing();
    await reached("begin");
    const failed = database.transaction(async (sql) => {
      await tell(sql, "never");
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    await database.transaction(async (sql) => {
      await tell(sql, "told");
      expect(heard).not.toContain("told");
    });
    await until("told");
    expect(heard).not.toContain("never");
    await listening.close();
  });

  it("hears nothing once it is closed", async () => {
    const [first, second] = [hearing(), hearing()];
    await Promise.all([first.reached("begin"), second.reached("begin")]);
    await first.listening.close();
    await tell(database, "late");
    await second.until("late");
    expect(first.heard).not.toContain("late");
    await second.listening.close();
  });

  it.runIf(process.env.TEST_DATABASE_URL)("that lost its connection gets another, and is told of the gap", async () => {
    const { heard, until, reached, listening } = hearing();
    await reached("begin");
    heard.length = 0;
    const ended = await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    expect(ended).toHaveLength(1);
    await until("");
    await tell(database, "again");
    await until("again");
    await listening.close();
  });

  it.runIf(process.env.TEST_DATABASE_URL)("that is closed at any moment of its opening has closed", async () => {
    for (let quarters = 0; quarters < 80; quarters++) {
      const listening = database.listen("news", () => {});
      await delay(quarters / 4);
      await listening.close();
    }
  });
});
