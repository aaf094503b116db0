// A reader who stops reading, as `| head` does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it } from "vitest";

it("a command whose output nobody reads any more ends as it would have", async () => {
  const program = resolve(import.meta.dirname, "../../bin/kindred.js");
  const child = spawn(process.execPath, [program, "client", "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const [code] = await once(child, "close");
  expect([code, said]).toEqual([0, ""]);
});
