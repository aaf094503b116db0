// Finds the strategies that are installed: folders of `plugins/` and npm packages named in configuration.
import { readdir } from "node:fs/promises";
import { z } from "zod";
import { KindredError } from "../errors.js";
import type { Strategy } from "./contract.js";

const pluginFolder = new URL("../../plugins/", import.meta.url);

const shape = z.object({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be in kebab case"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a semantic version such as 1.0.0"),
  title: z.string().min(1),
  description: z.string().min(1),
  // By duck typing: a package may bring its own copy of zod.
  parameters: z.custom<z.ZodType>((value) => typeof value === "object" && value !== null && "_zod" in value, {
    message: "must be a zod schema",
  }),
  columns: z.custom((value) => typeof value === "function", { message: "must be a function" }),
  match: z.custom((value) => typeof value === "function", { message: "must be a function" }),
});

/**
 * @param packages names of npm packages that export a strategy as their default, beside those of `plugins/`
 * @param folder where the plugins' folders are, ending in a slash
 * @returns name -> strategy, in order of name
 * @throws KindredError BAD_PLUGIN naming the folder or package and what is wrong with it
 */
export async function findStrategies(
  packages: readonly string[],
  folder: URL = pluginFolder,
): Promise<ReadonlyMap<string, Strategy>> {
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const sources = [
    ...folders.map(({ name }) => ({ label: `plugins/${name}`, specifier: new URL(`${name}/index.ts`, folder).href })),
    ...packages.map((name) => ({ label: `package ${name}`, specifier: name })),
  ];
  const strategies = new Map<string, Strategy>();
  const origins = new Map<string, string>();
  for (const { label, specifier } of sources) {
    const strategy = await load(label, specifier);
    const other = origins.get(strategy.name);
    if (other) throw new KindredError("BAD_PLUGIN", `${label}: the name ${strategy.name} is taken by ${other}`);
    strategies.set(strategy.name, strategy);
    origins.set(strategy.name, label);
  }
  return new Map([...strategies].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function load(label: string, specifier: string): Promise<Strategy> {
  let loaded: { default?: unknown };
  try {
    loaded = await import(specifier);
  } catch (error) {
    throw new KindredError("BAD_PLUGIN", `${label} cannot be loaded: ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(loaded.default);
  if (parsed.success) return loaded.default as Strategy;
  const issue = parsed.error.issues[0]!;
  const part = issue.path.length > 0 ? issue.path.join(".") : "the default export";
  throw new KindredError("BAD_PLUGIN", `${label}: ${part}: ${issue.message}`);
}
