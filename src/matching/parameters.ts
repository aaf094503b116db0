// Normalised parameters: parsed, defaults filled in, keys sorted; and their JSON Schema.
import { z } from "zod";
import { KindredError } from "../errors.js";
import { parse } from "../faults.js";
import type { Strategy } from "../strategy/contract.js";

/**
 * Parses, fills in the defaults and sorts the keys. Idempotent. `JSON.stringify` of the result is canonical, and part
 * of a run's fingerprint.
 * @throws KindredError BAD_PARAMETERS naming the strategy and the key
 */
export function normaliseParameters<Parameters>(strategy: Strategy<Parameters>, raw: unknown): Parameters {
  return parseParameters(strategy.parameters, raw ?? {}, `parameters of ${strategy.name}`);
}

/** JSON Schema (2020-12) of a strategy's parameters, including defaults. */
export function parameterSchema(strategy: Strategy): Record<string, unknown> {
  return z.toJSONSchema(strategy.parameters, { io: "input" }) as Record<string, unknown>;
}

/** @throws KindredError BAD_PARAMETERS: `what`, the path of the first fault, and the fault */
export function parseParameters<T>(schema: z.ZodType<T>, raw: unknown, what: string): T {
  JSON.stringify(raw, (key, value) => {
    // zod would drop it silently.
    if (key === "__proto__") throw new KindredError("BAD_PARAMETERS", `${what}: __proto__ is not a valid name`);
    return value;
  });
  const { data, fault } = parse(schema, raw);
  if (fault === undefined) return sortKeys(data) as T;
  const { path, message } = fault;
  throw new KindredError("BAD_PARAMETERS", `${what}${path && ` at ${path}`}: ${message}`, { path });
}

/** The same JSON value with sorted keys in every object. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}
