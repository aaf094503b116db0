// Counts what is asked to be frozen, and freezes it here.
import type { Freeze } from "../../src/population/current.js";
import { freezeInProcess } from "../../src/population/freeze.js";

export function countingFreeze() {
  const asked: object[] = [];
  const freeze: Freeze = (database, years) => {
    asked.push(years);
    return freezeInProcess(database, years);
  };
  return { freeze, asked };
}
