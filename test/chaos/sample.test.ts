// A sample of npm run test:chaos: one killed worker, because a start takes seconds. test:long kills more, and servers.
import { describe, expect, it } from "vitest";
import { killWorkers } from "./kill-workers.js";

describe.skipIf(process.env.TEST_DATABASE_URL)("on the embedded database", () => {
  it("killed workers leave nothing incomplete, lose nothing and do nothing twice", async () => {
    expect((await killWorkers({ kills: 1, seed: 1, schools: 200 })).findings).toEqual([]);
  });
});
