// Records which populations are requested, and freezes them in this process.
import type { Freeze } from "../../src/population/current.js";
import { freezeInProcess } from "../../src/population/freeze.js";

export function countingFreeze() {
  const requests: object[] = [];
  const freeze: Freeze = (database, years) => {
    requests.push(years);
    return freezeInProcess(database, years);
  };
  return { freeze, requests };
}
