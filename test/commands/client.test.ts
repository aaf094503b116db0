import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { buildCountry, type Clients, makeClients } from "../server/world.js";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
let clients: Clients;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-client-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  await buildCountry(database);
  clients = await makeClients(database);
  await database.close();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

describe("kindred client grant", () => {
  it.each<[role: keyof Clients, options: string[], schools: string]>([
    ["ANALYST", [], "every school"],
    ["ANALYST", ["--la", "301"], "every school in local authority 301"],
    ["TRUST", [], "its schools"],
    ["TRUST", ["--trust", "5001"], "its schools in trust 5001"],
    ["LOCAL_AUTHORITY", ["--urn", "100001"], "school 100001"],
  ])("prints what %s is granted with %j", async (role, options, schools) => {
    const words = ["client", "grant", clients[role].id, "--capability", "TARGETS", ...options];
    const { code, out } = await kindredHere(words);
    expect(code).toBe(0);
    expect(out).toContain(` may read targets of ${schools}.\n`);
  });
});

describe("kindred client list", () => {
  it("lists every client once", async () => {
    const { out } = await kindredHere(["client", "list"]);
    const ids = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect(ids.sort()).toEqual(
      Object.values(clients)
        .map(({ id }) => id)
        .sort(),
    );
  });
});

describe("help", () => {
  it.each([
    ["match", "--where"],
    ["work", "--concurrency"],
  ])("of %s shows no default for %s, which can be repeated", async (command, option) => {
    const { out } = await kindredHere([command, "--help"]);
    expect(out).toContain(option);
    expect(out).not.toMatch(/default: (\[\]|\{\})/);
  });
});
