// A sample of npm run test:chaos (test:long runs more): one kill of each, because a start takes seconds.
import { describe, expect, it } from "vitest";
import { killServers } from "./kill-servers.js";
import { killWorkers } from "./kill-workers.js";

describe.skipIf(process.env.TEST_DATABASE_URL)("on the embedded database", () => {
  it("killed workers leave nothing incomplete, lose nothing and do nothing twice", async () => {
    expect((await killWorkers({ kills: 1, seed: 1, schools: 200 })).findings).toEqual([]);
  });

  it("killed servers leave nothing incomplete, lose nothing and do nothing twice", async () => {
    expect((await killServers({ kills: 1, seed: 20, schools: 200 })).findings).toEqual([]);
  });
});
