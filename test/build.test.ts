// The program in bin/ runs what the sources say now. Here the sources are a few lines in a folder of their own.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const kindred = resolve(import.meta.dirname, "..");
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "kindred-build-"));
  for (const folder of ["bin", "src/strategy", "schema", "plugins"])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ["bin/kindred.js", "src/build.js"]) await cp(join(kindred, file), join(root, file));
  await symlink(join(kindred, "node_modules"), join(root, "node_modules"));
  await write(
    "package.json",
    '{ "name": "kindred", "type": "module", "exports": { "./plugin": "./build/plugin.js" } }',
  );
  await write("src/strategy/plugin.ts", "export const contract: object = {};");
  await write("src/part.ts", 'export const answer: string = "first";');
  await write("src/main.ts", 'import { answer } from "./part.js";\nconsole.log(answer);');
});
afterEach(() => rm(root, { recursive: true }));

const write = (path: string, text: string) => writeFile(join(root, path), text);
const run = () => promisify(execFile)(process.execPath, [join(root, "bin/kindred.js")]);
const answer = async () => (await run()).stdout.trim();
const builds = async () => (await readdir(join(root, "build"))).filter((name) => name !== "plugin.js");

it("runs a changed source, even one of the same size, and builds only then", async () => {
  expect([await answer(), await answer()]).toEqual(["first", "first"]);
  expect(await builds()).toHaveLength(1);
  await write("src/part.ts", 'export const answer: string = "other";');
  expect(await answer()).toBe("other");
  await write("src/part.ts", 'export const answer: string = "first";');
  expect(await answer()).toBe("first");
  expect(await builds()).toHaveLength(2);
});

it("runs a file that is new in a folder, and not one that is gone", async () => {
  await write(
    "src/main.ts",
    `import { readdirSync } from "node:fs";
    console.log(readdirSync(new URL("../plugins", import.meta.url)).filter((name) => name.endsWith(".js")).join());`,
  );
  await write("plugins/one.ts", "");
  expect(await answer()).toBe("one.js");
  await write("plugins/two.ts", "");
  expect(await answer()).toBe("one.js,two.js");
  await rm(join(root, "plugins/one.ts"));
  expect(await answer()).toBe("two.js");
});

it("keeps the build before, which a server may be running, and no older one", async () => {
  for (const text of ["first", "other", "third"]) {
    await write("src/part.ts", `export const answer: string = "${text}";`);
    expect(await answer()).toBe(text);
  }
  expect(await builds()).toHaveLength(2);
});

it("shares the modules of `kindred/plugin` with a package that imports it", async () => {
  await write(
    "src/main.ts",
    `import { contract } from "./strategy/plugin.js";
    const outside = "kindred/plugin";
    console.log(contract === (await import(outside)).contract);`,
  );
  expect(await answer()).toBe("true");
});

it("names the lines of the sources in stack traces", async () => {
  await write("src/main.ts", 'interface Gone {\n  readonly types: 1;\n}\n\nthrow new Error("here" satisfies string);');
  await expect(run()).rejects.toThrow(`${join(root, "src/main.ts")}:5`);
});

it("does not run anything while a source has a mistake", async () => {
  expect(await answer()).toBe("first");
  await write("src/part.ts", "export const answer: = 1;");
  await expect(run()).rejects.toThrow(/src\/part\.ts:1:21/);
});
