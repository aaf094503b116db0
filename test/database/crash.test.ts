// After a crash of the embedded database's engine, statements fail with a clear error and committed data is kept.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenDatabase, openDatabase } from "../../src/database/open.js";
import { layDatabase } from "../support/data-directory.js";
import { crash, crashing } from "./crashing.js";

let dataDirectory: string;
let database: OpenDatabase;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-crash-"));
  await layDatabase(dataDirectory);
  database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  await database.script(`${crashing}; CREATE TABLE note (text text)`);
});
afterAll(() => rm(dataDirectory, { recursive: true }));

const unusable = { code: "DATABASE_UNUSABLE" };

describe("when the engine crashes", () => {
  it("rejects the statement, waiting ones and later ones, instead of returning no rows", async () => {
    await database.query("INSERT INTO note VALUES ('kept')");
    const asked = [
      database.transaction(async (sql) => {
        await sql.query("INSERT INTO note VALUES ('half done')");
        await sql.query(crash);
      }),
      database.query("SELECT 1"),
      database.prisma.school.count(),
    ];
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(database.query("SELECT 1")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("reports the cause, also when it is closed", async () => {
    const message = expect.stringMatching(/^The embedded database crashed \(memory access out of bounds\)\. .*start/);
    expect(await database.crashed).toMatchObject({ ...unusable, message });
    await expect(database.close()).rejects.toMatchObject({ ...unusable, message });
  });

  it("keeps committed data, and nothing else", async () => {
    const again = await openDatabase({ dataDirectory, databaseUrl: undefined });
    expect(await again.query("SELECT text FROM note")).toEqual([{ text: "kept" }]);
    await again.close();
  });
});
