// A reader that closes the pipe early, as `| head` does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it } from "vitest";

it("a command ends normally after its reader has closed the pipe", async () => {
  const program = resolve(import.meta.dirname, "../../bin/kindred.js");
  const child = spawn(process.execPath, [program, "client", "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const [code] = await once(child, "close");
  expect([code, errors]).toEqual([0, ""]);
});
