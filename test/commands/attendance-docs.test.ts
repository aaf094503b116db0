// docs/register-codes.md has the table of codes as it is, and its commands print what it says.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { classNames, written } from "../../src/submissions/codes/classify.js";
import { registerCodes } from "../../src/submissions/codes/table.js";

const root = resolve(import.meta.dirname, "../..");
const text = await readFile(join(root, "docs/register-codes.md"), "utf8");
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, block]) => block!);
const commands = blocks("sh");
const outputs = blocks("text");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-attendance-docs-"));
  await symlink(join(root, "examples"), join(folder, "examples"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Standard output of the commands, run where a reader would run them. */
async function run(script: string): Promise<string> {
  const kindred = `"${process.execPath}" "${join(root, "bin/kindred.js")}"`;
  const options = { cwd: folder, env: { PATH: process.env.PATH } };
  const ended = promisify(execFile)("sh", ["-c", script.replaceAll("npx kindred", kindred)], options);
  return (await ended.catch((error: { stdout: string }) => error)).stdout;
}

it("has the table of codes, with their classes and dates", () => {
  const rows = registerCodes.map(({ code, means, class: codeClass, from, to }) => {
    const sessions = from ? `from ${written(from)}` : to ? `to ${written(to)}` : "all";
    return `| \`${code}\` | ${means} | ${classNames[codeClass]} | ${sessions} |`;
  });
  expect([...text.matchAll(/^\| `[^`]+` \|.*\| .*(all|\d{4}) \|$/gm)].map(([row]) => row)).toEqual(rows);
});

it("has commands that print what it says", async () => {
  expect(commands).toHaveLength(2);
  for (const [at, command] of commands.entries()) expect(await run(command)).toBe(outputs[at]);
});

it("has a pass as it is written", async () => {
  const figures = await readFile(join(folder, "figures.csv"), "utf8");
  const atOneDecimal = figures.replace(/\d+\.\d{6}$/gm, (percent) => Number(percent).toFixed(1));
  await writeFile(join(folder, "sessions-export.csv"), atOneDecimal);
  const pass = await run(commands[1]!.replace("examples/sessions-export", "sessions-export"));
  expect(pass.replace(/[0-9a-f]{64}/g, "…")).toBe(outputs[2]);
});
