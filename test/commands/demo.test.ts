import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindred, kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-demo-"));
  await layDatabase(dataDirectory);
});
afterAll(() => rm(dataDirectory, { recursive: true }));

const demo = ["demo", "--schools", "200", "--exit"];

describe("the demo, stopped at every turn", () => {
  it("ends at once on Ctrl-C during an import", async () => {
    const { code, err } = await kindred(demo, { dataDirectory, interruptAt: "Importing england_census.csv" });
    expect(err).toMatch(/cancelled/i);
    expect(code).toBe(130);
  });

  it("is ended by a power cut during a run", async () => {
    const { code } = await kindred(demo, { dataDirectory, killAt: "rule-bands: matching" });
    expect(code).toBeNull();
  });

  it("is stopped by Ctrl-C while targets are set", async () => {
    const { code } = await kindred(demo, { dataDirectory, interruptAt: "Targets: " });
    expect(code).toBe(130);
  });

  it("then finishes from what is there, and says what it did", async () => {
    const { code, out, err } = await kindred(demo, { dataDirectory });
    expect({ code, fault: /fault/.test(err) }).toEqual({ code: 0, fault: false });
    expect(out).toMatch(/none of them is real/);
    expect(out).toMatch(/Rejected rows: \d+/);
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/SET/);
    expect(out).toMatch(/PROPOSED/);
  });

  it("keeps a key a role where only its owner can read them", async () => {
    const path = join(dataDirectory, "demo/keys.json");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const keys = Object.keys(JSON.parse(await readFile(path, "utf8")));
    expect(keys.sort()).toEqual(
      ["ANALYST", "DEPARTMENT", "LOCAL_AUTHORITY", "MIS_VENDOR", "OFSTED", "SCHOOL", "TRUST"].sort(),
    );
  });

  it("does nothing twice: a second start shows the same and leaves the keys", async () => {
    const path = join(dataDirectory, "demo/keys.json");
    const before = await readFile(path, "utf8");
    const { code, err } = await kindred(["demo", "--exit"], { dataDirectory });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await readFile(path, "utf8")).toBe(before);
  });

  it("asks for --reset before it starts over with other schools", async () => {
    vi.stubEnv("KINDRED_DATA", dataDirectory);
    vi.stubEnv("DATABASE_URL", "");
    const { code, err } = await kindredHere(["demo", "--schools", "400", "--exit"]);
    vi.unstubAllEnvs();
    expect(code).toBe(1);
    expect(err).toMatch(/--reset/);
  });
});
