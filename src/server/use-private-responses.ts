// No answer is kept by anything on the way: the same query has other answers for other viewers.
import type { Plugin } from "graphql-yoga";

export function usePrivateResponses(): Plugin {
  return {
    onResponse({ response }) {
      response.headers.set("Cache-Control", "private, no-store");
      response.headers.set("Vary", "Authorization");
      response.headers.set("X-Content-Type-Options", "nosniff");
    },
  };
}
