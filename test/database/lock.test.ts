import { mkdtemp, readdir, realpath, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Lock, lockDirectory } from "../../src/database/lock.js";

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kindred-lock-")));
  directory = join(folder, "database");
});
afterEach(() => rm(folder, { recursive: true }));

/** The socket of a killed process: it exists, but nothing listens. */
async function leftBehind(path: string) {
  const server = createServer();
  await new Promise<void>((done) => server.listen(`${path}.new`, done));
  await rename(`${path}.new`, path);
  await new Promise((done) => server.close(done));
}

const startedTogether = async (count: number): Promise<Lock[]> => {
  const starts = await Promise.allSettled(Array.from({ length: count }, () => lockDirectory(directory)));
  return starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
};

describe("the lock of an embedded data directory", () => {
  it("goes to one of many processes that start at once, even beside sockets of killed processes", async () => {
    await leftBehind(`${directory}.lock`); // the name in earlier versions
    await leftBehind(`${directory}.lock.0123456789ab`);
    await leftBehind(`${directory}.lock.fedcba987654`);
    for (let round = 0; round < 20; round++) {
      const holders = await startedTogether(8);
      expect(holders).toHaveLength(1);
      await Promise.all(holders.map((lock) => lock.release()));
    }
  });

  it("is refused while held, naming the holder, and leaves nothing behind when released", async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "DATABASE_IN_USE",
      message: expect.stringContaining(`in use by process ${process.pid}:`),
    });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is refused while an earlier version holds it", async () => {
    const earlier = createServer((socket) => socket.end("4711"));
    await new Promise<void>((done) => earlier.listen(`${directory}.lock`, done));
    await expect(lockDirectory(directory)).rejects.toThrow("in use by process 4711:");
    await new Promise((done) => earlier.close(done));
  });

  it("works for a directory whose path is too long for a socket", async () => {
    directory = join(folder, "long".repeat(30), "database");
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow("in use by process");
    await lock.release();
    await (await lockDirectory(directory)).release();
  });
});
