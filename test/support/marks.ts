// Marks a run as one that fed targets, as the program does.
import type { Database } from "../../src/database/database.js";
import type { Run } from "../../src/runs/run.js";
import { compareInProcess } from "../../src/targets/separation/compare.js";
import { withMark } from "../../src/targets/separation/marks.js";

/** With few schools all runs are alike, so the mark needs an override. */
export const markFed = (database: Database, run: Pick<Run, "id" | "fingerprint" | "baseYear">): Promise<void> =>
  withMark(
    database,
    { run, mark: "FED_TARGET", overrideReason: "a small world", compare: compareInProcess },
    async () => {},
  );
