// docs/integrating.md, from its first block to its last, against the demo that it starts.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitForOutput } from "../../bench/serving/served.js";
import { asWritten, type Block, blocksOf, filledIn, type Names } from "./guide.js";

const root = resolve(import.meta.dirname, "../..");
const program = join(root, "bin/kindred.js");
const [start, ...blocks] = blocksOf(await readFile(join(root, "docs/integrating.md"), "utf8"));
const address = "http://127.0.0.1:4000";

let folder: string;
let demo: ChildProcess;
let url: string;
let keys: Record<string, string>;
const names: Names = new Map();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-integrating-"));
  await symlink(join(root, "examples"), join(folder, "examples"));
  const [, words] = /npm run demo -- (.*)/.exec(start!.text)!;
  demo = spawn(process.execPath, [program, "demo", ...words!.split(" "), "--port", "0"], {
    cwd: folder,
    env: { PATH: process.env.PATH, KINDRED_LOG: "silent" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  url = await waitForOutput(demo.stdout!, /GraphiQL at (http:\/\/[\d.:]+)/);
  keys = JSON.parse(await readFile(join(folder, ".kindred/demo/keys.json"), "utf8"));
});
afterAll(async () => {
  demo.kill("SIGTERM");
  await once(demo, "exit");
  await rm(folder, { recursive: true });
});

/** Standard output of the commands, run where a reader would run them. */
async function run(script: string): Promise<string> {
  const here = script.replaceAll("npx kindred", `"${process.execPath}" "${program}"`).replaceAll(address, url);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(names) };
  const ended = promisify(execFile)("sh", ["-c", here], { cwd: folder, env, timeout: 60_000 });
  return (await ended.catch((error: { stdout: string }) => error)).stdout;
}

/** @param role of the demo, or `VENDOR` for the one that the guide creates */
async function ask(role: string, query: string): Promise<object> {
  const key = role === "VENDOR" ? names.get("VENDOR_KEY") : keys[role];
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: object; errors?: object[] };
  return errors ? { data, errors } : data;
}

const happened = ({ language, words, text }: Block): Promise<string | object> =>
  language === "graphql" ? ask(words, filledIn(text, names)) : run(text);

/** A block that something happens in, and the one after it that says what. */
const steps = blocks.flatMap((block, index) => {
  if (block.language !== "graphql" && block.language !== "sh") return [];
  const next = blocks[index + 1];
  const says = next && /^(json|text)$/.test(next.language) ? next : undefined;
  return [{ name: block.text.trim().split("\n")[0], block, says }];
});

describe("docs/integrating.md", () => {
  it("has something to do", () => expect(steps.length).toBeGreaterThan(15));

  it.each(steps)("does what it says: $name", async ({ block, says }) => {
    const answer = await happened(block);
    if (says === undefined) return;
    if (says.language === "text") {
      const pattern = says.text.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      expect(answer).toMatch(new RegExp(`^${pattern.join("[^]*?")}$`));
      return;
    }
    const written = JSON.parse(says.text);
    const object = typeof answer === "string" ? JSON.parse(answer) : answer;
    expect(asWritten(object, written, names)).toEqual(written);
  });
});
