// Serves GraphiQL with example queries, without loading anything from other hosts. The page is the same for everyone. It
// is rendered and compressed once, on the first request, and can only run its own script.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "graphql-yoga";
import { compress, type Encoding, encodingFor } from "./compression.js";

/** Bytes, shared by all responses. With a string, each response would hold its own copy until the client reads it. */
interface Page {
  readonly uncompressed: Uint8Array<ArrayBuffer>;
  readonly compressed: Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;
  readonly policy: string;
}

export function useGraphiQL(): Plugin {
  let page: Promise<Page> | undefined;
  return {
    async onRequestParse({ request, endResponse, fetchAPI }) {
      if (request.method !== "GET" || !request.headers.get("accept")?.includes("text/html")) return;
      page ??= renderPage();
      const { uncompressed, compressed, policy } = await page;
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      const encoding = encodingFor(request.headers.get("accept-encoding"));
      endResponse(
        encoding
          ? new fetchAPI.Response(compressed[encoding], { headers: { ...headers, "Content-Encoding": encoding } })
          : new fetchAPI.Response(uncompressed, { headers }),
      );
    },
  };
}

async function renderPage(): Promise<Page> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql"); // two megabytes of text
  const defaultQuery = readFileSync(join(import.meta.dirname, "examples.graphql"), "utf8");
  const uncompressed = renderGraphiQL({ title: "Kindred", defaultQuery });
  const start = uncompressed.indexOf("<script>") + "<script>".length;
  const script = uncompressed.slice(start, uncompressed.indexOf("</script>", start));
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob:`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const bytes = new TextEncoder().encode(uncompressed);
  const [br, gzip] = await Promise.all([compress("br", bytes), compress("gzip", bytes)]);
  return { uncompressed: bytes, compressed: { br, gzip }, policy };
}
