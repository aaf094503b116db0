// A small demo from beginning to end. Interrupted processes: demo.long.test.ts.
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-demo-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

const keysPath = () => join(dataDirectory, "demo/keys.json");

describe("the demo", () => {
  it("does every stage from files to partnerships, and prints a summary", async () => {
    const { code, out, err } = await kindredHere(["demo", "--schools", "200", "--exit"]);
    expect(code).toBe(0);
    expect(err).not.toMatch(/internal error/);
    expect(out).toMatch(/none of them is real/);
    expect(out).toMatch(/Rejected rows: \d+/);
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/SET/);
    expect(out).toMatch(/PROPOSED/);
  });

  it("writes one key for each role to a file that only its owner can read", async () => {
    expect((await stat(keysPath())).mode & 0o777).toBe(0o600);
    const keys = Object.keys(JSON.parse(await readFile(keysPath(), "utf8")));
    expect(keys.sort()).toEqual(
      ["ANALYST", "DEPARTMENT", "LOCAL_AUTHORITY", "MIS_VENDOR", "OFSTED", "SCHOOL", "TRUST"].sort(),
    );
  });

  it("repeats nothing on a second start, and keeps the keys", async () => {
    const before = await readFile(keysPath(), "utf8");
    expect(await kindredHere(["demo", "--exit"])).toMatchObject({ code: 0, err: "" });
    expect(await readFile(keysPath(), "utf8")).toBe(before);
  });

  it("asks for --reset before it starts over with another number of schools", async () => {
    const { code, err } = await kindredHere(["demo", "--schools", "400", "--exit"]);
    expect(code).toBe(1);
    expect(err).toMatch(/--reset/);
  });
});
