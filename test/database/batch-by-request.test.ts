// Several requests read by key in the same turn of the event loop.
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { currentRequest } from "../../src/database/stoppable.js";
import { testDatabase } from "../support/database.js";

const urns = [100001, 100002, 100003];
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script(`INSERT INTO source_file
    (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
    VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2026-01-01', 1, 1, 0, '{}')`);
  for (const urn of urns) {
    await database.query(
      "INSERT INTO school (urn, name, search_name, stub, file_id, line) VALUES ($1, 'A', 'a', false, 1, 2)",
      [urn],
    );
  }
});
afterAll(() => database.close());

function request() {
  const work = new AbortController();
  const read = () =>
    currentRequest.run(work.signal, () =>
      Promise.allSettled(urns.map((urn) => database.prisma.school.findUnique({ where: { urn } }))),
    );
  return { work, read };
}

const found = urns.map((urn) => ({ status: "fulfilled", value: expect.objectContaining({ urn }) }));

describe("two requests that read by key at once", () => {
  it("are both answered, even if the first request ends before its statement", async () => {
    const [first, second] = [request(), request()];
    const both = Promise.all([first.read(), second.read()]);
    first.work.abort(new Error("over"));
    const [, answered] = await both;
    expect(answered).toEqual(found);
  });

  it("each run one statement for all their keys, in their own context", async () => {
    const engine = (database.kind === "pglite" ? PGlite : pg.Client).prototype as { query(...given: never[]): unknown };
    const { query } = engine;
    const contexts: (AbortSignal | undefined)[] = [];
    vi.spyOn(engine, "query").mockImplementation(function (this: unknown, ...given) {
      contexts.push(currentRequest.getStore());
      return query.apply(this, given);
    });
    const requests = [request(), request()];
    expect(await Promise.all(requests.map(({ read }) => read()))).toEqual([found, found]);
    expect(contexts).toEqual(requests.map(({ work }) => work.signal));
    vi.restoreAllMocks();
  });
});
