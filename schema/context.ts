// The context that every resolver receives.
import type { Viewer } from "../src/access/viewer.js";
import type { Database } from "../src/database/database.js";
import type { Explainer } from "../src/matching/process/explainer.js";
import type { Freeze } from "../src/population/current.js";
import type { Strategy } from "../src/strategy/contract.js";
import type { HalfTermTable } from "../src/submissions/half-terms/half-terms.js";
import type { Compare } from "../src/targets/separation/compare.js";

/** What the viewer may request; see docs/errors.md. */
export interface ViewerLimits {
  readonly pointsPerMinute: number;
  readonly costPerPoint: number;
  readonly costPerDocument: number;
}

export interface Context {
  readonly viewer: Viewer;
  readonly limits: ViewerLimits;
  /** The request's header of that name; null if it has none. */
  readonly idempotencyKey: string | null;
  readonly database: Database;
  /** The half terms of schools without their own. */
  readonly halfTerms: HalfTermTable;
  /** name -> installed strategy */
  readonly strategies: ReadonlyMap<string, Strategy>;
  readonly pluginPackages: readonly string[];
  readonly explainer: Omit<Explainer, "close">;
  /** Asks a worker to freeze populations: the serving process builds none. */
  readonly freeze: Freeze;
  /** Asks a worker to compare runs, which takes seconds. */
  readonly compare: Compare;
}
