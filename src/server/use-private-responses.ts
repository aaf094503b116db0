// Stops caches from storing responses, because the same query has different responses for different viewers. Stops
// browsers from treating a response as anything but data, and from showing it inside another site's page.
import type { Plugin } from "graphql-yoga";

const headers: Readonly<Record<string, string>> = {
  "Cache-Control": "private, no-store",
  Vary: "Accept-Encoding, Authorization, Origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** For responses that are not pages. GraphiQL sets its own policy. */
const denyAll = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function usePrivateResponses(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      if (!response.headers.has("Content-Security-Policy")) {
        response.headers.set("Content-Security-Policy", denyAll);
      }
    },
  };
}
