import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildProgram } from "../../src/database/embedded/thread-program.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-program-"));
});
afterAll(() => rm(folder, { recursive: true }));

const entry = () => join(folder, "entry.ts");
const program = () => join(folder, "generated/program.js");

async function answer(): Promise<unknown> {
  await buildProgram(entry(), program());
  const text = await readFile(program(), "utf8");
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)).answer;
}

it("is built again when a source has changed, and only then", async () => {
  await writeFile(entry(), 'import { part } from "./part.js";\nexport const answer: number = part + 1;\n');
  await writeFile(join(folder, "part.ts"), "export const part: number = 1;\n");
  expect(await answer()).toBe(2);
  const built = await readFile(program(), "utf8");
  await writeFile(program(), built.replace("part + 1", "part + 40"));
  expect(await answer()).toBe(41);
  await writeFile(join(folder, "part.ts"), "export const part: number = 2;\n");
  expect(await answer()).toBe(3);
});

it("is built again when a source is gone", async () => {
  await writeFile(entry(), "export const answer = 5;\n");
  await rm(join(folder, "part.ts"));
  expect(await answer()).toBe(5);
});
