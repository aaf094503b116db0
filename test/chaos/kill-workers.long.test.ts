// A short run of npm run test:chaos.
import { expect, it } from "vitest";
import { killWorkers } from "./kill-workers.js";

/** Milliseconds: only what hangs takes so long. */
const hangs = 600_000;

it(
  "killed workers leave nothing incomplete, lose nothing and do nothing twice",
  async () => {
    const server = process.env.TEST_DATABASE_URL;
    const { findings } = await killWorkers({ kills: 2, seed: 1, server, schools: 700 });
    expect(findings).toEqual([]);
  },
  hangs,
);
