// The layout's promises: data flow one way, plugins know the contract alone, no file grows past 300 lines.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Earlier ones never import later ones; those of one line may import each other. */
const order = [
  ["errors", "config"],
  ["database"],
  ["access"],
  ["jobs"],
  ["import"],
  ["schools"],
  ["population"],
  ["strategy"],
  ["matching"],
  ["table"],
  ["runs"],
  ["targets"],
  ["partnerships"],
  ["comparison"],
  ["telemetry"],
  ["work"],
  ["schema"],
  ["server"],
  ["demo", "commands"],
  ["main"],
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("generated"))
    .map((file) => join(root, folder, file));
}

/** `targets` of src/targets/store.ts, `schema` of schema/runs/run.ts, `plugins` of any plugin's file. */
function stageOf(file: string): string {
  const [top, second = ""] = relative(root, file).split("/");
  return top === "src" ? second.replace(/\.ts$/, "") : (top ?? "");
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, specifier]) => specifier as string);
}

const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => resolve(file, "..", specifier));

const rank = (stage: string): number => order.findIndex((stages) => stages.includes(stage));
const files = [...sources("src"), ...sources("schema")];

describe("the layout", () => {
  it("gives every folder a place in the order", () => {
    expect(files.map(stageOf).filter((stage) => rank(stage) < 0)).toEqual([]);
  });

  it("lets data flow one way: a stage imports only earlier ones", () => {
    const against = files.flatMap((file) =>
      localImportsOf(file)
        .filter((target) => rank(stageOf(target)) > rank(stageOf(file)))
        .map((target) => `${relative(root, file)} imports ${relative(root, target)}`),
    );
    expect(against).toEqual([]);
  });

  it("lets a plugin import kindred/plugin, its own folder and packages, nothing else", () => {
    const strangers = sources("plugins")
      .filter((file) => !file.endsWith(".test.ts"))
      .flatMap((file) =>
        localImportsOf(file)
          .map((target) => relative(root, target))
          .filter((target) => target.split("/")[1] !== relative(root, file).split("/")[1])
          .map((target) => `${relative(root, file)} imports ${target}`),
      );
    expect(strangers).toEqual([]);
  });

  it("keeps the word target out of everything before targets", () => {
    const before = files.filter((file) => rank(stageOf(file)) > rank("jobs") && rank(stageOf(file)) < rank("runs"));
    const knowing = before.filter((file) => /\b(target_set|from "\.\.\/targets)/.test(readFileSync(file, "utf8")));
    expect(knowing.map((file) => relative(root, file))).toEqual([]);
  });

  it("composes and decodes populations in jobs, commands and the explainer's process alone", () => {
    const decoding = /\b(loadPopulation|unpackPopulation|decodePopulation|findOrFreeze|composePopulation)\(/;
    const found = files.filter((file) => stageOf(file) !== "population" && decoding.test(readFileSync(file, "utf8")));
    const allowed = [
      "src/matching/process/explain-task.ts",
      "src/partnerships/compute.ts",
      "src/runs/compute.ts",
      "src/targets/separation/facts.ts",
    ];
    expect(found.map((file) => relative(root, file)).sort()).toEqual(allowed);
  });

  it.each([
    ["freeze: Freeze", ["startRun", "draftTargets", "issueTargets", "arrangePartnerships"]],
    ["compare: Compare", ["publishRun", "draftTargets", "arrangePartnerships"]],
  ])(
    "has a worker do the heavy part of what the API asks for: %s is given wherever it may be needed",
    (heavy, known) => {
      const heavyFunctions = files.flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(new RegExp(`function (\\w+)\\([^()]*\\b${heavy}\\b`, "g"))].map(
          ([, name]) => name,
        ),
      );
      expect(heavyFunctions).toEqual(expect.arrayContaining(known));
      const serving = files.filter((file) => ["schema", "server"].includes(stageOf(file)));
      const calls = serving.flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(new RegExp(`\\b(?:${heavyFunctions.join("|")})\\([^;]*\\);`, "g"))].map(
          ([call]) => call,
        ),
      );
      expect(calls.length).toBeGreaterThanOrEqual(known.length);
      const [name] = heavy.split(":");
      expect(calls.filter((call) => !new RegExp(`, ${name}\\b`).test(call))).toEqual([]);
      const heavyModules =
        /(population\/(freeze|freeze-job|compose|encoding|packing)|separation\/(facts|likeness))\.js$/;
      const here = serving.filter((file) => localImportsOf(file).some((target) => heavyModules.test(target)));
      expect(here.map((file) => relative(root, file))).toEqual([]);
    },
  );

  it("keeps files under 300 lines", () => {
    const all = [...files, ...sources("plugins"), ...sources("test"), ...sources("bench"), ...sources("scripts")];
    const long = all.filter((file) => readFileSync(file, "utf8").split("\n").length > 300);
    expect(long.map((file) => relative(root, file))).toEqual([]);
  });
});
