import { expect, it } from "vitest";
import { openLogger } from "../../src/commands/logger.js";

it("writes levels as words, and leaves out lines below the configured level", () => {
  const lines: string[] = [];
  const logger = openLogger("info", { write: (line) => lines.push(line) });
  for (const level of ["debug", "info", "warn", "error"] as const) logger[level]({}, "a message");
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(["info", "warn", "error"]);
});
