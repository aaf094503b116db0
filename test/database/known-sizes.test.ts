// Sizes of the embedded database's files: each is asked for once, and follows writes and truncation.
import fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openFiles } from "../../src/database/embedded/open-files.js";
import { keepSizes, type SizedFiles } from "../../src/database/known-sizes.js";
import { layDatabase } from "../support/data-directory.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kindred-sizes-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("the size of a file of the embedded database", () => {
  it.skipIf(process.env.TEST_DATABASE_URL)("is asked for once, however many pages are added", async () => {
    await layDatabase(directory);
    const pglite = await openFiles(join(directory, "database"));
    const asked = vi.spyOn(fs, "fstatSync");
    try {
      await pglite.exec("CREATE TABLE grown AS SELECT n, repeat('x', 1000) AS text FROM generate_series(1, 5000) AS n");
      await pglite.exec("DELETE FROM grown WHERE n > 10");
      await pglite.exec("VACUUM grown"); // truncates the file
      await pglite.exec("INSERT INTO grown SELECT n, repeat('y', 1000) FROM generate_series(11, 3000) AS n");
      expect(asked.mock.calls.length).toBeLessThan(300); // about one a file; the table adds more than 600 pages
    } finally {
      asked.mockRestore();
      await pglite.close();
    }
    const again = await openFiles(join(directory, "database"));
    const { rows } = await again.query("SELECT count(*)::int AS n, min(length(text)) AS least FROM grown");
    expect(rows).toEqual([{ n: 3000, least: 1000 }]);
    await again.close();
  });
});

describe("a kept size", () => {
  const fromEnd = 2;
  const node = {};
  let size = 100;
  let isFull = false;
  const setattr = (_: object, attributes: unknown) => {
    size = (attributes as { size: number }).size;
  };
  const files: SizedFiles = {
    node_ops: { setattr },
    stream_ops: {
      llseek: (_, offset, whence) => (whence === fromEnd ? size : 0) + offset,
      write: (_stream, _buffer, _offset, length, position) => {
        size = Math.max(size, position + (isFull ? 1 : length));
        if (isFull) throw new Error("no space");
        return length;
      },
      setattr,
    },
  };
  keepSizes(files);
  const { stream_ops: stream, node_ops } = files;
  const end = () => stream.llseek({ node }, 0, fromEnd);

  it.each<[what: string, change: () => void, expected: number]>([
    ["grows by what is written after the end", () => stream.write({ node }, null, 0, 50, 100), 150],
    ["stays when something is written before the end", () => stream.write({ node }, null, 0, 50, 20), 150],
    ["follows a truncation of the open file", () => stream.setattr?.({ node }, { size: 30 }), 30],
    ["follows a truncation by path", () => node_ops.setattr(node, { size: 10 }), 10],
  ])("%s", (_, change, expected) => {
    end();
    change();
    expect(end()).toBe(expected);
    expect(stream.llseek({ node }, -5, fromEnd)).toBe(expected - 5);
    expect(stream.llseek({ node }, 7, 0)).toBe(7);
  });

  it("is asked for again after a write that failed", () => {
    isFull = true;
    expect(() => stream.write({ node }, null, 0, 50, 10)).toThrow("no space");
    expect(end()).toBe(11);
  });
});
