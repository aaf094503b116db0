import { expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { marksOf } from "../../src/runs/marks.js";
import { analyst, outsiders } from "./viewers.js";

it.each([analyst, ...outsiders])(
  "marks are not told to $role, and nothing is asked of the database",
  async (viewer) => {
    const untouchable = { query: () => Promise.reject(new Error("it was asked")) } as unknown as Database;
    expect(await marksOf(untouchable, viewer, ["one", "other"])).toEqual([null, null]);
  },
);
