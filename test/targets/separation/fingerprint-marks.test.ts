import { expect, it } from "vitest";
import type { Database } from "../../../src/database/database.js";
import { marksOf } from "../../../src/targets/separation/fingerprint-marks.js";
import { analyst, outsiders } from "../../runs/viewers.js";

it.each([analyst, ...outsiders])("marksOf returns null for $role, without SQL", async (viewer) => {
  const unreachable = { query: () => Promise.reject(new Error("unexpected SQL")) } as unknown as Database;
  expect(await marksOf(unreachable, viewer, ["one", "other"])).toEqual([null, null]);
});
