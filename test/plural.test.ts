import { expect, it } from "vitest";
import { counted, plural } from "../src/plural.js";

it("writes a count with the form of the word that goes with it", () => {
  expect([0, 1, 2, 1234].map((count) => counted(count, "school"))).toEqual([
    "0 schools",
    "1 school",
    "2 schools",
    "1,234 schools",
  ]);
  expect(counted(2, "entry", "entries")).toBe("2 entries");
  expect([1, 2].map((count) => plural(count, "has", "have"))).toEqual(["has", "have"]);
});
