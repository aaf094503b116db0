// The demo in separate processes that are interrupted at several stages.
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

describe("the interrupted demo", () => {
  it("ends at once on Ctrl-C during an import", async () => {
    const { code, err } = await kindred(demo, { dataDirectory, interruptAt: "Importing england_census.csv" });
    expect(err).toMatch(/cancelled/i);
    expect(code).toBe(130);
  });

  it("ends without an exit code when it is killed during a run", async () => {
    const { code } = await kindred(demo, { dataDirectory, killAt: "rule-bands: matching" });
    expect(code).toBeNull();
  });

  it("ends on Ctrl-C while targets are set", async () => {
    const { code } = await kindred(demo, { dataDirectory, interruptAt: "Targets: " });
    expect(code).toBe(130);
  });

  it("then finishes from where it stopped, and prints a summary", async () => {
    const { code, out, err } = await kindred(demo, { dataDirectory });
    expect(code).toBe(0);
    expect(err).not.toMatch(/internal error/);
    expect(out).toMatch(/by nearest-neighbour/);
    expect(out).toMatch(/PROPOSED/);
  });
});
