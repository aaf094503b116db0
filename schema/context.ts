// What every resolver gets with a request.
import type { Viewer } from "../src/access/viewer.js";
import type { Database } from "../src/database/database.js";
import type { Explainer } from "../src/matching/process/explainer.js";
import type { Freeze } from "../src/population/current.js";
import type { Strategy } from "../src/strategy/contract.js";
import type { Compare } from "../src/targets/separation/compare.js";

export interface Context {
  readonly viewer: Viewer;
  readonly database: Database;
  /** name -> installed strategy */
  readonly strategies: ReadonlyMap<string, Strategy>;
  readonly pluginPackages: readonly string[];
  readonly explainer: Pick<Explainer, "explain">;
  /** Has a worker freeze populations: the process that serves composes none. */
  readonly freeze: Freeze;
  /** Has a worker compare runs, which takes seconds. */
  readonly compare: Compare;
}
