// POST takes JSON alone: forms and plain text are what a page of another site could send without asking.
import type { Plugin } from "graphql-yoga";

const json = /^application\/(json|graphql\+json)\s*(;|$)/i;

export function useJsonOnly(): Plugin {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      if (request.method !== "POST" || json.test(request.headers.get("content-type") ?? "")) return;
      endResponse(new fetchAPI.Response(null, { status: 415, headers: { Accept: "application/json" } }));
    },
  };
}
