import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findStrategies } from "../../src/matching/discovery.js";
import { parameterSchema } from "../../src/matching/parameters.js";
import { engineVersion } from "../../src/programs.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-plugins-"));
});
afterEach(() => rm(folder, { recursive: true }));

const good = {
  name: '"mine"',
  version: '"1.0.0"',
  engine: `"^${engineVersion}"`,
  title: '"Mine"',
  description: '"Finds mine."',
  parameters: "z.strictObject({})",
  columns: "() => []",
  match: "() => ({})",
};

const zod = import.meta.resolve("zod");
const sourceOf = (parts: object) =>
  `import { z } from "${zod}"; export default { ${Object.entries(parts).map(([key, value]) => `${key}: ${value}`)} };`;

async function plugin(name: string, parts: object = good) {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "index.ts"), sourceOf(parts));
}
const find = (packages: string[] = []) => findStrategies(packages, pathToFileURL(`${folder}/`));

describe("finding strategies", () => {
  it("loads every folder's default export, in order of name", async () => {
    await plugin("b", { ...good, name: '"a-strategy"' });
    await plugin("a");
    expect([...(await find()).keys()]).toEqual(["a-strategy", "mine"]);
  });

  it("loads packages named in the configuration as well", async () => {
    await plugin("a");
    const elsewhere = pathToFileURL(join(import.meta.dirname, "misbehaving.ts")).href;
    expect([...(await find([elsewhere])).keys()]).toEqual(["mine", "misbehaving"]);
  });

  it("names the two plugins that have the same name", async () => {
    await plugin("a");
    await cp(join(folder, "a"), join(folder, "b"), { recursive: true });
    await expect(find()).rejects.toMatchObject({
      code: "BAD_PLUGIN",
      message: expect.stringMatching(/^plugins\/(a|b): the name mine is already used by plugins\/(a|b)$/),
    });
  });

  it.each([
    ["name", '"My Strategy"', "plugins/a: name: must be in kebab case"],
    ["version", '"1"', "plugins/a: version: must be a semantic version"],
    ["description", '""', "plugins/a: description:"],
    ["engine", "undefined", `plugins/a: engine: must be a range of Kindred versions, such as ^`],
    ["engine", '"*"', "plugins/a: engine: must be a range"],
    ["engine", '"latest"', "plugins/a: engine: must be a range"],
    ["parameters", "{}", "plugins/a: parameters: must be a zod 4 schema"],
    [
      "parameters",
      "z.object({ since: z.date() })",
      "plugins/a: parameters: cannot be written as JSON Schema: Date cannot be represented",
    ],
    ["match", "7", "plugins/a: match: must be a function"],
  ])("says what is wrong with a plugin's %s", async (part, value, message) => {
    await plugin("a", { ...good, [part]: value });
    await expect(find()).rejects.toMatchObject({ code: "BAD_PLUGIN", message: expect.stringContaining(message) });
  });

  it.each([">=99", "<0.1.0 || ^98.7"])("rejects a plugin that works with Kindred %s", async (range) => {
    await plugin("a", { ...good, engine: `"${range}"` });
    await expect(find()).rejects.toMatchObject({
      code: "BAD_PLUGIN",
      message: expect.stringContaining(`plugins/a works with Kindred ${range}, and this is ${engineVersion}: install`),
    });
  });

  it("names a folder that cannot be loaded", async () => {
    await mkdir(join(folder, "empty"));
    await expect(find()).rejects.toMatchObject({
      code: "BAD_PLUGIN",
      message: expect.stringContaining("plugins/empty cannot be loaded"),
    });
  });
});

describe("finding packages", () => {
  let project: string;
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "kindred-project-"));
    vi.spyOn(process, "cwd").mockReturnValue(project);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    return rm(project, { recursive: true });
  });

  async function install(name: string, source: string, manifest: object = { exports: "./index.js" }) {
    const home = join(project, "node_modules", name);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, "package.json"), JSON.stringify({ name, type: "module", ...manifest }));
    await writeFile(join(home, "index.js"), source);
  }

  it("searches the current directory before Kindred's own packages", async () => {
    await install("zod", sourceOf(good));
    expect([...(await find(["zod"])).keys()]).toEqual(["mine"]);
  });

  it("searches Kindred's own packages after the current directory", async () => {
    await expect(find(["zod"])).rejects.toThrow("package zod: name:");
  });

  it("loads a file by its path from the current directory", async () => {
    await install("a", sourceOf(good));
    expect([...(await find(["./node_modules/a/index.js"])).keys()]).toEqual(["mine"]);
  });

  it("says what to do about a package that is not installed", async () => {
    await expect(find(["no-such-package"])).rejects.toMatchObject({
      code: "BAD_PLUGIN",
      message:
        "package no-such-package cannot be found: Cannot find module 'no-such-package'; " +
        "install it with npm where Kindred is run, or remove it from KINDRED_PLUGINS",
    });
  });

  it("says what to do about a package with conditional exports", async () => {
    await install("a", sourceOf(good), { exports: { import: "./index.js" } });
    await expect(find(["a"])).rejects.toThrow(/package a cannot be found: .*; set "exports" in its package.json to a/);
  });

  it.each([
    [
      "has no default export",
      "export const strategy = {};",
      "package a: the default export: must be a strategy: an obj",
    ],
    ["throws", 'throw new Error("no licence");', "package a cannot be loaded: no licence"],
    [
      "imports a missing package",
      'import "no-such-package";',
      "package a cannot be loaded: Cannot find package 'no-such-",
    ],
  ])("reports a package that %s", async (_, source, message) => {
    await install("a", source);
    await expect(find(["a"])).rejects.toMatchObject({ code: "BAD_PLUGIN", message: expect.stringContaining(message) });
  });
});

it("publishes parameters as JSON Schema", async () => {
  const strategies = await findStrategies([]);
  expect(parameterSchema(strategies.get("rule-bands")!)).toMatchObject({
    properties: { atMost: { type: "integer", default: 20, minimum: 1 } },
    additionalProperties: false,
  });
});
