import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { Prisma } from "../../src/database/generated/client.js";
import { build } from "../../src/database/query-builder.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const id = "00000000-0000-4000-8000-000000000001";

describe("the query builder", () => {
  it("has every table and column of the database, by its name in camel case", async () => {
    const columns = await database.query<{ column: string }>(
      `SELECT table_name || '.' || column_name AS "column" FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' AND data_type <> 'tsvector'`,
    );
    const snake = (name: string) => name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    const fields = Object.keys(Prisma.ModelName).flatMap((model) =>
      Object.keys(Prisma[`${model}ScalarFieldEnum` as "JobScalarFieldEnum"]).map(
        (field) => `${snake(model)}.${snake(field)}`,
      ),
    );
    expect(fields.sort()).toEqual(columns.map(({ column }) => column).sort());
  });

  it("writes and reads in the transaction that it is given", async () => {
    const written = database.transaction(async (sql) => {
      const job = { id, kind: "run", payload: '{"baseYear":"2022/23"}', status: "QUEUED" };
      await build(sql).insertInto("job").values(job).execute();
      const { payload, cancelRequested } = await build(sql)
        .selectFrom("job")
        .select(["payload", "cancelRequested"])
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      expect({ payload, cancelRequested }).toEqual({ payload: { baseYear: "2022/23" }, cancelRequested: false });
      throw new Error("taken back");
    });
    await expect(written).rejects.toThrow("taken back");
    expect(await build(database).selectFrom("job").select("id").execute()).toEqual([]);
  });

  it("begins no transaction of its own", async () => {
    await expect(
      build(database)
        .transaction()
        .execute(async () => {}),
    ).rejects.toThrow("Database.transaction");
  });

  it("knows columns, and values as statements return them", () => {
    const query = build(database).selectFrom("target").select(["target", "flags"]);
    expectTypeOf(query.executeTakeFirstOrThrow).returns.resolves.toEqualTypeOf<{
      target: string | null;
      flags: string[];
    }>();
    // @ts-expect-error there is no such column
    expect(query.select("attendance").compile().sql).toContain('"attendance"');
  });
});
