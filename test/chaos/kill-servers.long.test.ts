// A short run of npm run test:chaos.
import { expect, it } from "vitest";
import { killServers } from "./kill-servers.js";

/** Milliseconds; only a hang takes so long. */
const hangs = 600_000;

it(
  "killed servers lose nothing that was acknowledged, and show no incomplete results",
  async () => {
    const server = process.env.TEST_DATABASE_URL;
    const { findings, done } = await killServers({ kills: 3, seed: 2, server, schools: 300 });
    expect(findings).toEqual([]);
    expect(done).toBeGreaterThan(0);
  },
  hangs,
);
