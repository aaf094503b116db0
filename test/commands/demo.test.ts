// The demo, small, from beginning to end. In processes that are stopped at every turn: demo.long.test.ts.
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
  it("goes from files to partnerships, and says what it did", async () => {
    const { code, out, err } = await kindredHere(["demo", "--schools", "200", "--exit"]);
    expect({ code, fault: /fault/.test(err) }).toEqual({ code: 0, fault: false });
    expect(out).toMatch(/none of them is real/);
    expect(out).toMatch(/Rejected rows: \d+/);
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/SET/);
    expect(out).toMatch(/PROPOSED/);
  });

  it("keeps a key a role where only its owner can read them", async () => {
    expect((await stat(keysPath())).mode & 0o777).toBe(0o600);
    const keys = Object.keys(JSON.parse(await readFile(keysPath(), "utf8")));
    expect(keys.sort()).toEqual(
      ["ANALYST", "DEPARTMENT", "LOCAL_AUTHORITY", "MIS_VENDOR", "OFSTED", "SCHOOL", "TRUST"].sort(),
    );
  });

  it("does nothing twice: a second start shows the same and leaves the keys", async () => {
    const before = await readFile(keysPath(), "utf8");
    expect(await kindredHere(["demo", "--exit"])).toMatchObject({ code: 0, err: "" });
    expect(await readFile(keysPath(), "utf8")).toBe(before);
  });

  it("asks for --reset before it starts over with other schools", async () => {
    const { code, err } = await kindredHere(["demo", "--schools", "400", "--exit"]);
    expect(code).toBe(1);
    expect(err).toMatch(/--reset/);
  });
});
