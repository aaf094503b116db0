// A sample of what test:long does in part and npm run test:chaos at length: a kill of each, since a start costs seconds.
import { describe, expect, it } from "vitest";
import { killServers } from "./kill-servers.js";
import { killWorkers } from "./kill-workers.js";

describe.skipIf(process.env.TEST_DATABASE_URL)("on the embedded database", () => {
  it("workers that are killed leave nothing half there, lose nothing and do nothing twice", async () => {
    expect((await killWorkers({ kills: 1, seed: 1, schools: 200 })).findings).toEqual([]);
  });

  it("nor do servers that are killed, whatever their clients have them do", async () => {
    expect((await killServers({ kills: 1, seed: 20, schools: 200 })).findings).toEqual([]);
  });
});
