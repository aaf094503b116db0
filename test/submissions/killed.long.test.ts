// A process that submits is killed at any moment. What was not answered is sent again: the year to date is the fold of what
// was accepted.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Submission } from "../../src/submissions/submission.js";
import { openPlace } from "../chaos/place.js";
import { fold } from "./fold.js";
import { callOf, calls } from "./submitter.js";
import { layWorld } from "./world.js";

let place: Awaited<ReturnType<typeof openPlace>>;
let vendor: string;
beforeAll(async () => {
  place = await openPlace(process.env.TEST_DATABASE_URL);
  vendor = (await place.use((database) => layWorld(database))).clientId!;
});
afterAll(() => place.close());

/** Answers after which a process is killed, while it makes its next call. The last one ends by itself. */
const lives = [1, 7, 13, 2, 19, 11, Number.POSITIVE_INFINITY];

it("loses nothing that was answered, and counts nothing twice", async () => {
  const accepted: Submission[] = [];
  let next = 0;
  for (const life of lives) {
    const { dataDirectory, databaseUrl = "" } = place.config;
    const program = join(import.meta.dirname, "submitter.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, vendor, String(next)], {
      env: { PATH: process.env.PATH, KINDRED_DATA: dataDirectory, DATABASE_URL: databaseUrl },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    let answers = 0;
    for await (const line of createInterface(child.stdout)) {
      const [number, outcomes] = line.split(" ");
      expect(Number(number)).toBe(next);
      const stored = outcomes!.split(",").map((outcome) => outcome === "STORED" || outcome === "UNCHANGED");
      accepted.push(...callOf(next++).filter((_, index) => stored[index]));
      if (++answers >= life) child.kill("SIGKILL");
    }
    const [code, signal] = await closed;
    expect([code, signal]).toEqual(life === Number.POSITIVE_INFINITY ? [0, null] : [null, "SIGKILL"]);
  }
  expect(next).toBe(calls);
  const sums = await place.use((database) =>
    database.query<{ key: string; sums: number[] }>(
      `SELECT urn || ' ' || scope || ' ' || year AS key,
         array[sum(possible)::int, sum(attended)::int, sum(authorised)::int, sum(unauthorised)::int] AS sums
       FROM submission WHERE current AND NOT withdrawn GROUP BY urn, scope, year`,
    ),
  );
  expect(Object.fromEntries(sums.map(({ key, sums }) => [key, sums]))).toEqual(fold(accepted));
  expect(sums.length).toBeGreaterThan(0);
});
