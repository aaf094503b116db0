// The demo in processes of its own, stopped at every turn.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kindred } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-demo-"));
});
afterAll(() => rm(dataDirectory, { recursive: true }));

const demo = ["demo", "--schools", "300", "--exit"];

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
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/PROPOSED/);
  });
});
