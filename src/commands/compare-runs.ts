// kindred compare RUN RUN…: lists from runs in the database.
import { operator } from "../access/operator.js";
import { type RunsRequest, readRuns } from "../comparison/runs/read-runs.js";
import { findTwoYears } from "../comparison/years/find.js";
import { type Output, writeComparison } from "./comparison-output.js";
import { withReadingSession } from "./session.js";

/** Nothing is written before all is read and computed. */
export const compareRuns = (request: RunsRequest, output: Output): Promise<void> =>
  withReadingSession(async (session) => {
    const { database, config, ...interruptible } = session;
    const { signal, progress } = interruptible;
    const years = await findTwoYears(database, operator, request.runs);
    if (years) {
      const { writeYears } = await import("./compare-years.js");
      return writeYears(session, years, request, output);
    }
    const source = await readRuns(database, operator, request, {
      packages: config.pluginPackages,
      operation: "kindred compare",
      signal,
      onProgress: (done, total) => progress.report("reading runs", done, total),
    });
    await writeComparison(source, output, [], interruptible);
  });
