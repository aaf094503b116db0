// A part of what npm run test:chaos does at length.
import { expect, it } from "vitest";
import { killServers } from "./kill-servers.js";

/** Milliseconds: only what hangs takes so long. */
const hangs = 600_000;

it(
  "servers that are killed lose nothing that was acknowledged, and show nobody half of anything",
  async () => {
    const server = process.env.TEST_DATABASE_URL;
    const { findings, done } = await killServers({ kills: 3, seed: 2, server, schools: 300 });
    expect(findings).toEqual([]);
    expect(done).toBeGreaterThan(0);
  },
  hangs,
);
