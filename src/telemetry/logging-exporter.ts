// Passes spans on to another exporter. Logs when its exports begin to fail and when they work again, not each failure.
// The spans of a failed export are lost.
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";

/** `ExportResultCode.SUCCESS` of the SDK. */
const success = 0;

export function loggingExporter(exporter: SpanExporter, logger: Pick<Logger, "warn" | "info">): SpanExporter {
  let failing = false;
  const logChange = (code: unknown) => {
    if (failing)
      logger.warn({ code }, "traces cannot be exported: check OTEL_EXPORTER_OTLP_ENDPOINT and the collector");
    else logger.info("traces are exported again");
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== success;
        if (failed !== failing) {
          failing = failed;
          logChange(codeOf(result.error));
        }
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** `ECONNREFUSED`, or the status of the collector's answer, but not its text. */
function codeOf(error: Error | undefined): string | number | null {
  const code = error && "code" in error ? error.code : null;
  return typeof code === "string" || typeof code === "number" ? code : null;
}
