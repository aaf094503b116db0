// Tells the log when a collector takes no more spans, and when it does again: once each, whatever is lost meanwhile.
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";

/** Of the SDK's `ExportResultCode`. */
const success = 0;

export function toldExporter(exporter: SpanExporter, logger: Pick<Logger, "warn" | "info">): SpanExporter {
  let failing = false;
  const tell = (code: unknown) => {
    if (failing)
      logger.warn({ code }, "traces cannot be exported: look at OTEL_EXPORTER_OTLP_ENDPOINT and the collector");
    else logger.info("traces are exported again");
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== success;
        if (failed !== failing) {
          failing = failed;
          tell(codeOf(result.error));
        }
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** `ECONNREFUSED`, or the status of the collector's answer. Not its words. */
function codeOf(error: Error | undefined): string | number | null {
  const code = error && "code" in error ? error.code : null;
  return typeof code === "string" || typeof code === "number" ? code : null;
}
