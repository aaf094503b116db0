// Reads what an exported run was made from, to make it again.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KindredError, parseOrThrow } from "../../errors.js";
import type { RunRequest } from "../start.js";
import { formatVersion } from "./manifest.js";

const manifestSchema = z.object({
  format: z.literal(formatVersion),
  run: z.object({ strategy: z.string(), version: z.string(), parameters: z.unknown(), constraints: z.unknown() }),
  population: z.object({ id: z.string(), baseYear: z.string(), circumstancesYear: z.string() }),
});

/** @throws KindredError BAD_ARGUMENT if the file cannot be read or is not the manifest of an export */
export async function requestOfManifest(path: string): Promise<RunRequest> {
  const { run, population } = parseOrThrow(
    manifestSchema,
    await readJson(path),
    "BAD_ARGUMENT",
    (field) => `${path} is not the manifest of kindred export (${field || "the whole"})`,
  );
  const { strategy, version, parameters, constraints } = run;
  const { id: populationId, baseYear, circumstancesYear } = population;
  return { strategy, parameters, constraints, baseYear, circumstancesYear, same: { version, populationId } };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new KindredError("BAD_ARGUMENT", `${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}
