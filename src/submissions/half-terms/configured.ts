// The half terms that apply where a school has none of its own: the usual ones, and those of the configured file.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { KindredError, parseOrThrow } from "../../errors.js";
import { isYear } from "../../population/year.js";
import { faultOfHalfTerms, type HalfTermTable } from "./half-terms.js";
import { usualHalfTerms } from "./table.js";

const file = z.record(z.string().refine(isYear, "is not an academic year like 2024/25"), z.array(z.iso.date()));

/**
 * @param path `{ "2024/25": ["2024-08-01", …] }`, which replaces whole years; null: none
 * @throws KindredError BAD_ARGUMENT if the file cannot be read or is wrong
 */
export function readHalfTerms(path: string | null): HalfTermTable {
  if (path === null) return usualHalfTerms;
  const named = (where: string) => `KINDRED_HALF_TERMS: ${path}${where && `, ${where}`}`;
  const years = parseOrThrow(file, readJson(path, named("")), "BAD_ARGUMENT", named);
  for (const [year, begins] of Object.entries(years)) {
    const fault = faultOfHalfTerms(year, begins);
    if (fault) throw new KindredError("BAD_ARGUMENT", `${named(year)}: ${fault}`);
  }
  return { ...usualHalfTerms, ...years };
}

function readJson(path: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new KindredError("BAD_ARGUMENT", `${name} cannot be read as JSON.`);
  }
}
