// Configuration from the environment, read once and checked.
import { resolve } from "node:path";
import { z } from "zod";
import { KindredError } from "./errors.js";

const environment = z.object({
  KINDRED_DATA: z.string().min(1).default(".kindred"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  KINDRED_PLUGINS: z.string().default(""),
  KINDRED_LOG: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
});

export interface Config {
  /** Absolute path of the data directory: the embedded database, demo files and keys. */
  readonly dataDirectory: string;
  /** PostgreSQL, where given; else the embedded PGlite. */
  readonly databaseUrl: string | undefined;
  /** npm packages that export a strategy each, beside those in `plugins/`. */
  readonly pluginPackages: readonly string[];
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

/** @throws KindredError BAD_ARGUMENT naming the variable and what is wrong with it */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KindredError("BAD_ARGUMENT", `environment variable ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return {
    dataDirectory: resolve(parsed.data.KINDRED_DATA),
    databaseUrl: parsed.data.DATABASE_URL,
    pluginPackages: parsed.data.KINDRED_PLUGINS.split(",")
      .map((name) => name.trim())
      .filter(Boolean),
    logLevel: parsed.data.KINDRED_LOG,
  };
}
