import { expect, it } from "vitest";
import { openLogger } from "../../src/commands/logger.js";

it("names the level of each line by its word, and leaves out what is below the level asked for", () => {
  const lines: string[] = [];
  const logger = openLogger("info", { write: (line) => lines.push(line) });
  for (const level of ["debug", "info", "warn", "error"] as const) logger[level]({}, "something");
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(["info", "warn", "error"]);
});
