// Workers that are killed in the middle of a file: others go on, and every line counts once.
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { requireBulk } from "../../src/submissions/bulk/store.js";
import { openPlace } from "../chaos/place.js";
import { end, start } from "../chaos/processes.js";
import { days, jsonLines, sendFile } from "./bulk-files.js";
import { layWorld } from "./world.js";

const revisions = 120;
const lines = Array.from({ length: revisions }, (_, revision) => days(100, { revision }))
  .flat()
  .map((line, index) => (index % 50 === 7 ? "{" : line));
const rejected = lines.filter((line) => line === "{").length;

describe("a file whose workers are killed", () => {
  it("is submitted whole, each line once", async () => {
    const place = await openPlace(process.env.TEST_DATABASE_URL);
    try {
      const { vendor, id } = await place.use(async (database) => {
        const viewer = await layWorld(database);
        return {
          vendor: viewer,
          id: await sendFile(database, viewer, jsonLines(lines), { gzip: true, piece: 10_000 }),
        };
      });
      const state = () => place.use((database) => requireBulk(database, vendor, id));
      const reached: number[] = [];
      // Five attempts at most: a job that ends no worker's life is given up.
      for (let kill = 0; kill < 4; kill++) {
        const { child, ready } = start(["work"], place.config, () => {});
        await ready;
        await delay(300 + 300 * kill);
        await end(child, "SIGKILL");
        await place.use((database) =>
          database.query("UPDATE job SET lease_until = now() WHERE lease_until IS NOT NULL"),
        );
        reached.push((await state()).lines);
      }
      // A worker that is asked to stop puts its job back; only then can the embedded database be read here.
      while (!["SUCCEEDED", "FAILED"].includes((await state()).status)) {
        const { child, ready } = start(["work"], place.config, () => {});
        await ready;
        await delay(2_000);
        await end(child, "SIGTERM");
      }
      const stored = lines.length - rejected;
      expect(await state()).toMatchObject({
        status: "SUCCEEDED",
        lines: lines.length,
        stored,
        rejected,
        superseded: 0,
        unchanged: 0,
      });
      const rows = await place.use((database) => database.query("SELECT FROM submission"));
      expect(rows).toHaveLength(stored);
      expect(reached.some((count) => count > 0 && count < lines.length)).toBe(true);
    } finally {
      await place.close();
    }
  });
});
