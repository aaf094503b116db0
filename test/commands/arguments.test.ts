import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-commands-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

const badArguments: [words: string[], message: RegExp][] = [
  [["demo", "--schools", "many"], /--schools.*whole number/],
  [["run", "--strategy", "nearest-neighbour"], /--year/],
  [["run", "--strategy", "nearest-neighbour", "--year", "2022-23"], /as 2022\/23/],
  [["run", "--strategy", "nearest-neighbour", "--year", "2022/23", "--params", "{k}"], /JSON object/],
  [["run", "--strategy", "astrology", "--year", "2022/23"], /astrology/],
  [["import"], /name at least one file/],
  [["import", "--gias", "nowhere.csv"], /nowhere\.csv/],
  [["import", "--gias", "a.csv", "--gias", "b.csv"], /--gias.*given twice: import one after the other/],
  [["import", "--performance-tables", "."], /--year/],
  [["import", "--gias", "a.csv", "--released", "yesterday"], /2026-04-01/],
  [["client", "create", "--role", "HEAD", "--name", "A"], /Allowed choices/],
  [["client", "create", "--role", "SCHOOL", "--name", "A"], /urn/],
  [["serve", "--port", "99999"], /whole number from 0 to 65535/],
  [["serve", "--port", "1e3"], /whole number/],
  [["serve", "--port", "0", "--host", "203.0.113.1"], /Cannot listen on address 203\.0\.113\.1 .*--host/],
  [["client", "create", "--role", "ANALYST", "--name", "A", "--expires", "2027-02-31"], /2026-04-01/],
  [["targets", "met", "x"], /--year/],
  [["export", "x", "--out", "y"], /listed by kindred runs/],
  [["jobs", "--status", "DEAD"], /Allowed choices/],
  [["jobs", "retry", "x"], /run kindred jobs/],
  [["work", "--concurrency", "run"], /run=2/],
  [["work", "--concurrency", "dance=1"], /No kind of job is called dance.*partnerships/],
  [["dance"], /unknown command/],
];

describe("bad arguments", () => {
  it.each(badArguments)("kindred %j prints one clear line and exits with 2", async (words, message) => {
    const { code, out, err } = await kindredHere(words);
    expect({ code, out, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, out: "", lines: 1 });
    expect(err).toMatch(/^kindred: /);
    expect(err).toMatch(message);
  });
});
