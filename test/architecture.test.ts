// Checks the layout: data flows one way, plugins import only the contract, and no file has more than 300 lines.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Earlier stages never import later stages; stages on one line may import each other. */
const order = [
  ["errors", "config", "faults", "plural", "exact", "programs"],
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
  ["comparison"],
  ["submissions"],
  ["targets"],
  ["partnerships"],
  ["telemetry"],
  ["work"],
  ["schema"],
  ["server"],
  ["demo", "commands"],
  ["main"],
];

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/generated|node_modules/.test(file))
    .map((file) => join(root, folder, file));
}

/** `targets` for src/targets/store.ts, `schema` for schema/runs/run.ts, `plugins` for a plugin's file. */
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
const files = [...sourceFiles("src"), ...sourceFiles("schema")];

describe("the layout", () => {
  it("has a place in the order for every folder", () => {
    expect(files.map(stageOf).filter((stage) => rank(stage) < 0)).toEqual([]);
  });

  it("makes data flow one way: a stage imports only earlier stages", () => {
    const violations = files.flatMap((file) =>
      localImportsOf(file)
        .filter((target) => rank(stageOf(target)) > rank(stageOf(file)))
        .map((target) => `${relative(root, file)} imports ${relative(root, target)}`),
    );
    expect(violations).toEqual([]);
  });

  it("lets a plugin import only kindred/plugin, its own folder and packages", () => {
    const violations = sourceFiles("plugins")
      .filter((file) => !file.endsWith(".test.ts"))
      .flatMap((file) =>
        localImportsOf(file)
          .map((target) => relative(root, target))
          .filter((target) => target.split("/")[1] !== relative(root, file).split("/")[1])
          .map((target) => `${relative(root, file)} imports ${target}`),
      );
    expect(violations).toEqual([]);
  });

  it("mentions targets in no stage before targets", () => {
    const earlier = files.filter((file) => rank(stageOf(file)) > rank("jobs") && rank(stageOf(file)) < rank("targets"));
    const knowsTargets = /\b(target_?set|fed_target|from "\.\.\/targets)/i;
    const violations = earlier.filter((file) => knowsTargets.test(readFileSync(file, "utf8")));
    expect(violations.map((file) => relative(root, file))).toEqual([]);
  });

  it("composes and decodes populations only in jobs, commands and the explainer's process", () => {
    const decoding = /\b(loadPopulation|unpackPopulation|decodePopulation|findOrFreeze|composePopulation)\(/;
    const found = files.filter((file) => stageOf(file) !== "population" && decoding.test(readFileSync(file, "utf8")));
    const allowed = [
      "src/comparison/runs/read-runs.ts",
      "src/comparison/years/compare-years.ts",
      "src/matching/process/explain-task.ts",
      "src/partnerships/compute.ts",
      "src/runs/compute.ts",
      "src/runs/export/export-run.ts",
      "src/targets/separation/facts.ts",
    ];
    expect(found.map((file) => relative(root, file)).sort()).toEqual(allowed);
  });

  it.each([
    ["freeze: Freeze", ["startRun", "draftTargets", "issueTargets", "arrangePartnerships"]],
    ["compare: Compare", ["publishRun", "draftTargets", "arrangePartnerships"]],
  ])("makes a worker do the heavy part of API requests: every call passes %s", (heavyParameter, expectedFunctions) => {
    const heavyFunctions = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(new RegExp(`function (\\w+)\\([^()]*\\b${heavyParameter}\\b`, "g"))].map(
        ([, name]) => name,
      ),
    );
    expect(heavyFunctions).toEqual(expect.arrayContaining(expectedFunctions));
    const serving = files.filter((file) => ["schema", "server"].includes(stageOf(file)));
    const calls = serving.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(new RegExp(`\\b(?:${heavyFunctions.join("|")})\\([^;]*\\);`, "g"))].map(
        ([call]) => call,
      ),
    );
    expect(calls.length).toBeGreaterThanOrEqual(expectedFunctions.length);
    const [name] = heavyParameter.split(":");
    expect(calls.filter((call) => !new RegExp(`, ${name}\\b`).test(call))).toEqual([]);
    const heavyModules = /(population\/(freeze|freeze-job|compose|encoding|packing)|separation\/(facts|likeness))\.js$/;
    const violations = serving.filter((file) => localImportsOf(file).some((target) => heavyModules.test(target)));
    expect(violations.map((file) => relative(root, file))).toEqual([]);
  });

  it("keeps files under 300 lines", () => {
    const allFiles = [...files, ...["plugins", "test", "bench", "scripts"].flatMap(sourceFiles)];
    const longFiles = allFiles.filter((file) => readFileSync(file, "utf8").split("\n").length > 300);
    expect(longFiles.map((file) => relative(root, file))).toEqual([]);
  });
});
