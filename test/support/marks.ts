// Marks of runs, made as what feeds targets makes them.
import type { Database } from "../../src/database/database.js";
import type { Run } from "../../src/runs/run.js";
import { compareInProcess } from "../../src/targets/separation/compare.js";
import { withMark } from "../../src/targets/separation/marks.js";

/** In a small world all runs are alike: by a reason of its own. */
export const markFed = (database: Database, run: Pick<Run, "id" | "fingerprint" | "baseYear">): Promise<void> =>
  withMark(
    database,
    { run, mark: "FED_TARGET", overrideReason: "a small world", compare: compareInProcess },
    async () => {},
  );
