// POST takes JSON alone: forms and plain text are what a page of another site could send without asking. GET's parts are JSON too.
import type { Plugin } from "graphql-yoga";

const json = /^application\/(json|graphql\+json)\s*(;|$)/i;

export function useJsonOnly(): Plugin {
  return {
    onRequestParse({ request, url, endResponse, fetchAPI }) {
      if (request.method === "POST" && !json.test(request.headers.get("content-type") ?? "")) {
        endResponse(new fetchAPI.Response(null, { status: 415, headers: { Accept: "application/json" } }));
      }
      if (
        request.method === "GET" &&
        !["variables", "extensions"].every((name) => isJson(url.searchParams.get(name)))
      ) {
        const message = "GET: `variables` and `extensions` must be JSON.";
        const body = { errors: [{ message, extensions: { code: "BAD_REQUEST" } }] };
        endResponse(fetchAPI.Response.json(body, { status: 400 }));
      }
    },
  };
}

function isJson(text: string | null): boolean {
  if (!text) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
