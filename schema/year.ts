// Academic years in arguments. Every argument for one is read here, before anything else.
import { assertYear } from "../src/population/year.js";

/** Undefined if the argument is omitted or null. @throws KindredError BAD_ARGUMENT unless it is like 2022/23 */
export function readYear(year: string | null | undefined): string | undefined {
  if (year == null) return undefined;
  assertYear(year);
  return year;
}
