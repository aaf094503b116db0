// A trace for each job: its kind, attempts and outcome, but not its id, payload or error message.
import type { WrapWork } from "../jobs/work.js";
import type { Traces } from "./traces.js";

export function tracedJobs(traces: Traces | undefined): WrapWork | undefined {
  if (!traces) return undefined;
  return (job, work) =>
    traces.begin("job", "internal", async (span) => {
      span.set({ "kindred.job.kind": job.kind, "kindred.job.attempts": job.attempts });
      const { ending, code } = await work();
      span.set({ "kindred.job.outcome": ending, "kindred.codes": code ? [code] : [] });
      if (ending === "FAILED" || ending === "PUT_OFF") span.fail();
      return { ending, code };
    });
}
