// What a process measures, for Prometheus. No label names a school, a client, a document or a field, and each of ours has
// a closed list of values: what is told is how much work there is, not what it is about.
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Serving } from "../database/serving.js";
import { measureDatabase } from "./database-metrics.js";

/** Who asked: anyone and Ofsted as one, all other clients as one; `unknown` where it was refused before that was known. */
export const viewerClasses = ["public", "client", "unknown"] as const;
export type ViewerClass = (typeof viewerClasses)[number];

/** `errors`: answered, with an error in it, perhaps nothing else. `failed`: by a fault of ours, or not in time. */
export const outcomes = ["answered", "errors", "refused", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Metrics {
  /** What is served to Prometheus. */
  readonly registry: Registry;
  answered(request: { readonly viewer: ViewerClass; readonly outcome: Outcome }, seconds: number): void;
}

/** @param jobKinds of the jobs that are counted */
export function openMetrics(serving: Serving, jobKinds: readonly string[]): Metrics {
  const registry = new Registry();
  const requests = new Histogram({
    name: "kindred_request_duration_seconds",
    help: "Seconds from reading a request to its answer; its count is the number of requests.",
    labelNames: ["viewer", "outcome"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  measureDatabase(registry, serving, jobKinds);
  collectDefaultMetrics({ register: registry });
  return { registry, answered: (labels, seconds) => requests.observe(labels, seconds) };
}
