// Metrics of a process, for Prometheus. No label names a school, a client, a document or a field, and each of our labels
// has a fixed list of values. The metrics show the amount of work, not its content.
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Serving } from "../database/serving.js";
import { measureDatabase } from "./database-metrics.js";

/** `public`: anyone and Ofsted. `client`: all other clients. `unknown`: rejected before the viewer was known. */
export const viewerClasses = ["public", "client", "unknown"] as const;
export type ViewerClass = (typeof viewerClasses)[number];

/** `errors`: a response with at least one error. `failed`: an internal error or a timeout. */
export const outcomes = ["answered", "errors", "refused", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Metrics {
  /** Registry that Prometheus reads. */
  readonly registry: Registry;
  answered(request: { readonly viewer: ViewerClass; readonly outcome: Outcome }, seconds: number): void;
}

/** @param jobKinds kinds of jobs to count */
export function openMetrics(serving: Serving, jobKinds: readonly string[]): Metrics {
  const registry = new Registry();
  const requests = new Histogram({
    name: "kindred_request_duration_seconds",
    help: "Seconds from reading a request to its response; its count is the number of requests.",
    labelNames: ["viewer", "outcome"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  measureDatabase(registry, serving, jobKinds);
  collectDefaultMetrics({ register: registry });
  return { registry, answered: (labels, seconds) => requests.observe(labels, seconds) };
}
