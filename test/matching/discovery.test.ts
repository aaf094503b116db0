import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findStrategies } from "../../src/matching/discovery.js";
import { parameterSchema } from "../../src/matching/parameters.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-plugins-"));
});
afterEach(() => rm(folder, { recursive: true }));

const good = {
  name: '"mine"',
  version: '"1.0.0"',
  title: '"Mine"',
  description: '"Finds mine."',
  parameters: "{ _zod: {}, safeParse() {} }",
  columns: "() => []",
  match: "() => ({})",
};

async function plugin(name: string, parts: object = good) {
  const source = Object.entries(parts).map(([key, value]) => `${key}: ${value}`);
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "index.ts"), `export default { ${source.join(", ")} };`);
}
const find = (packages: string[] = []) => findStrategies(packages, pathToFileURL(`${folder}/`));

describe("finding strategies", () => {
  it("takes every folder's default export, by name", async () => {
    await plugin("b", { ...good, name: '"a-strategy"' });
    await plugin("a");
    expect([...(await find()).keys()]).toEqual(["a-strategy", "mine"]);
  });

  it("takes packages named in configuration beside them", async () => {
    await plugin("a");
    const elsewhere = pathToFileURL(join(import.meta.dirname, "misbehaving.ts")).href;
    expect([...(await find([elsewhere])).keys()]).toEqual(["mine", "misbehaving"]);
  });

  it("says which two take the same name", async () => {
    await plugin("a");
    await cp(join(folder, "a"), join(folder, "b"), { recursive: true });
    await expect(find()).rejects.toMatchObject({
      code: "BAD_PLUGIN",
      message: expect.stringMatching(/^plugins\/(a|b): the name mine is taken by plugins\/(a|b)$/),
    });
  });

  it.each([
    ["name", '"My Strategy"', "plugins/a: name: must be in kebab case"],
    ["version", '"1"', "plugins/a: version: must be a semantic version"],
    ["description", '""', "plugins/a: description:"],
    ["parameters", "{}", "plugins/a: parameters: must be a zod schema"],
    ["match", "7", "plugins/a: match: must be a function"],
  ])("says what is wrong with a plugin's %s", async (part, value, message) => {
    await plugin("a", { ...good, [part]: value });
    await expect(find()).rejects.toMatchObject({ code: "BAD_PLUGIN", message: expect.stringContaining(message) });
  });

  it("says which folder or package cannot be loaded", async () => {
    await expect(find(["no-such-package"])).rejects.toThrow("package no-such-package cannot be loaded");
    await mkdir(join(folder, "empty"));
    await expect(find()).rejects.toThrow("plugins/empty cannot be loaded");
  });
});

it("publishes parameters as JSON Schema", async () => {
  const strategies = await findStrategies([]);
  expect(parameterSchema(strategies.get("rule-bands")!)).toMatchObject({
    properties: { atMost: { type: "integer", default: 20, minimum: 1 } },
    additionalProperties: false,
  });
});
