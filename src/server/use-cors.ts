// CORS: only pages of the configured origins may read responses, and never with the browser's own credentials. Yoga's
// plugin is not used: it sends the origin `null` to all others, and a sandboxed page has that origin.
import type { Plugin } from "graphql-yoga";

const exposedHeaders = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Location, Link";

export function useCors(origins: readonly string[]): Plugin {
  const allowed = (request: Request) => origins.includes(request.headers.get("origin") ?? "");
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      const preflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
      if (!preflight || !allowed(request)) return;
      const headers = {
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, Idempotency-Key",
        "Access-Control-Max-Age": "600",
      };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      if (!allowed(request)) return;
      response.headers.set("Access-Control-Allow-Origin", request.headers.get("origin") ?? "");
      response.headers.set("Access-Control-Expose-Headers", exposedHeaders);
    },
  };
}
