import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Sql } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const notify = (sql: Sql, payload: string) => sql.query("SELECT pg_notify('news', $1)", [payload]);

/** Records payloads, and waits for one. */
function startListening() {
  const received: string[] = [];
  const waiting = new Map<string, () => void>();
  const listening = database.listen("news", (payload) => {
    received.push(payload);
    waiting.get(payload)?.();
  });
  const until = (payload: string) =>
    new Promise<void>((resolve) => {
      if (received.includes(payload)) resolve();
      else waiting.set(payload, resolve);
    });
  /** Notifies until it arrives, because listening may not have started. */
  const reached = async (payload: string) => {
    while (!received.includes(payload)) await notify(database, payload);
    return until(payload);
  };
  return { received, until, reached, listening };
}

describe("a listener", () => {
  it("receives a transaction's notification after its commit, and none of a rolled back one", async () => {
    const { received, until, reached, listening } = startListening();
    await reached("begin");
    const failed = database.transaction(async (sql) => {
      await notify(sql, "never");
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    await database.transaction(async (sql) => {
      await notify(sql, "committed");
      expect(received).not.toContain("committed");
    });
    await until("committed");
    expect(received).not.toContain("never");
    await listening.close();
  });

  it("receives nothing after it is closed", async () => {
    const [first, second] = [startListening(), startListening()];
    await Promise.all([first.reached("begin"), second.reached("begin")]);
    await first.listening.close();
    await notify(database, "late");
    await second.until("late");
    expect(first.received).not.toContain("late");
    await second.listening.close();
  });

  it.runIf(process.env.TEST_DATABASE_URL)("reconnects after a lost connection, and reports the gap", async () => {
    const { received, until, reached, listening } = startListening();
    await reached("begin");
    received.length = 0;
    const ended = await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    expect(ended).toHaveLength(1);
    await until("");
    await notify(database, "again");
    await until("again");
    await listening.close();
  });

  it.runIf(process.env.TEST_DATABASE_URL)("can be closed at any moment of its opening", async () => {
    for (let quarters = 0; quarters < 80; quarters++) {
      const listening = database.listen("news", () => {});
      await delay(quarters / 4);
      await listening.close();
    }
  });
});
