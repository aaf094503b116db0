// Finds the installed strategies: folders of `plugins/`, and npm packages named in the configuration.
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { satisfies, validRange } from "semver";
import { z } from "zod";
import { KindredError, parseOrThrow } from "../errors.js";
import { engineVersion, extension, root } from "../programs.js";
import type { Strategy } from "../strategy/contract.js";
import { parameterSchema } from "./parameters.js";

const pluginFolder = new URL("../../plugins/", import.meta.url);

const parts = {
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be in kebab case"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a semantic version such as 1.0.0"),
  // `*` would say nothing about the version.
  engine: z.custom<string>((value) => typeof value === "string" && !["*", null].includes(validRange(value)), {
    message: `must be a range of Kindred versions, such as ^${engineVersion}`,
  }),
  title: z.string().min(1),
  description: z.string().min(1),
  // Duck typing, because a package may have its own copy of zod.
  parameters: z.custom<z.ZodType>((value) => typeof value === "object" && value !== null && "_zod" in value, {
    message: "must be a zod 4 schema",
  }),
  columns: z.custom((value) => typeof value === "function", { message: "must be a function" }),
  match: z.custom((value) => typeof value === "function", { message: "must be a function" }),
};
const shape = z.object(parts, `must be a strategy: an object with ${Object.keys(parts).join(", ")}`);

/**
 * @param packages npm packages (or files, as file:///… or ./…) whose default export is a strategy, in addition to
 * `plugins/`; searched for from the current directory, then from Kindred's
 * @param folder the folder of the plugins' folders, ending in a slash
 * @returns name -> strategy, in order of name
 * @throws KindredError BAD_PLUGIN naming the folder or package, and the fault
 */
export async function findStrategies(
  packages: readonly string[],
  folder: URL = pluginFolder,
): Promise<ReadonlyMap<string, Strategy>> {
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const modules = [
    ...folders.map(({ name }) => ({
      label: `plugins/${name}`,
      specifier: new URL(`${name}/index.${extension}`, folder).href,
    })),
    ...packages.map((name) => ({ label: `package ${name}`, specifier: name })),
  ];
  const strategies = new Map<string, Strategy>();
  const origins = new Map<string, string>();
  for (const { label, specifier } of modules) {
    const strategy = await load(label, specifier);
    const other = origins.get(strategy.name);
    if (other) throw new KindredError("BAD_PLUGIN", `${label}: the name ${strategy.name} is already used by ${other}`);
    strategies.set(strategy.name, strategy);
    origins.set(strategy.name, label);
  }
  return new Map([...strategies].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws KindredError UNKNOWN_STRATEGY; as `findStrategies` */
export async function findStrategy(name: string, packages: readonly string[]): Promise<Strategy> {
  const strategies = await findStrategies(packages);
  const strategy = strategies.get(name);
  if (strategy) return strategy;
  const installed = [...strategies.keys()].join(", ");
  throw new KindredError("UNKNOWN_STRATEGY", `There is no strategy ${name}. Installed: ${installed}.`);
}

async function load(label: string, specifier: string): Promise<Strategy> {
  const address = specifier.startsWith("file:") ? specifier : addressOf(label, specifier);
  let loaded: { default?: unknown };
  try {
    // Node reads JavaScript alone; of the tsconfig.json where Kindred runs nothing is taken.
    if (/\.[cm]?ts$/.test(address) && extension === "js") (await import("tsx/esm/api")).register({ tsconfig: false });
    loaded = await import(address);
  } catch (error) {
    throw new KindredError("BAD_PLUGIN", `${label} cannot be loaded: ${(error as Error).message}`);
  }
  parseOrThrow(shape, loaded.default, "BAD_PLUGIN", (path) => `${label}: ${path || "the default export"}`);
  const strategy = loaded.default as Strategy;
  if (!satisfies(engineVersion, strategy.engine)) {
    throw new KindredError(
      "BAD_PLUGIN",
      `${label} works with Kindred ${strategy.engine}, and this is ${engineVersion}: install a version that works with it`,
    );
  }
  try {
    parameterSchema(strategy);
  } catch (error) {
    throw new KindredError(
      "BAD_PLUGIN",
      `${label}: parameters: cannot be written as JSON Schema: ${(error as Error).message}`,
    );
  }
  return strategy;
}

/** Searches Kindred's own packages last, so that the current project's packages take precedence. */
function addressOf(label: string, name: string): string {
  const paths = [process.cwd(), root];
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(name, { paths })).href;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const advice =
      code === "ERR_PACKAGE_PATH_NOT_EXPORTED"
        ? 'set "exports" in its package.json to a file, such as "./index.js"'
        : "install it with npm where Kindred is run, or remove it from KINDRED_PLUGINS";
    throw new KindredError("BAD_PLUGIN", `${label} cannot be found: ${message.split("\n")[0]}; ${advice}`);
  }
}
