// No answer is kept by anything on the way, as the same query has other answers for other viewers; and no browser takes
// one for anything but data, or shows it within another site's page.
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

/** A page of ours has a policy of its own. */
const nothingRuns = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function usePrivateResponses(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      if (!response.headers.has("Content-Security-Policy")) {
        response.headers.set("Content-Security-Policy", nothingRuns);
      }
    },
  };
}
