// Counts what is asked to be frozen, and freezes it here.
import type { Freeze } from "../../src/population/current.js";
import { freezeHere } from "../../src/population/freeze.js";

export function countingFreeze() {
  const asked: object[] = [];
  const freeze: Freeze = (database, years) => {
    asked.push(years);
    return freezeHere(database, years);
  };
  return { freeze, asked };
}
