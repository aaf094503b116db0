// Serves metrics to Prometheus on a separate port, so that callers of the API cannot reach them.
import { createServer, type Server } from "node:http";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { withoutValues } from "../errors.js";

/** The server is not listening yet. It only serves GET /metrics. */
export function metricsServer(registry: Registry, logger: Pick<Logger, "error">): Server {
  return createServer(async (request, response) => {
    const found = request.method === "GET" && request.url === "/metrics";
    try {
      const text = found ? await registry.metrics() : "Nothing exists at this path. Use /metrics.\n";
      const type = found ? registry.contentType : "text/plain; charset=utf-8";
      response.writeHead(found ? 200 : 404, { "Content-Type": type, "Cache-Control": "no-store" }).end(text);
    } catch (error) {
      logger.error({ err: withoutValues(error) }, "metrics could not be collected");
      response.writeHead(500).end();
    }
  });
}
