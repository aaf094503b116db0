// GraphiQL from our own machine, with queries to begin with. The page is the same for everybody: it is rendered and
// compressed once, when it is first asked for, and runs its own script and no other.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";
import type { Plugin } from "graphql-yoga";
import { compress, type Encoding, encodingFor } from "./compression.js";

/** Bytes, which all answers share: of a text each would hold its own copy for as long as its reader does not read. */
interface Page {
  readonly whole: Uint8Array<ArrayBuffer>;
  readonly compressed: Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;
  readonly policy: string;
}

export function useGraphiQL(): Plugin {
  let page: Promise<Page> | undefined;
  return {
    async onRequestParse({ request, endResponse, fetchAPI }) {
      if (request.method !== "GET" || !request.headers.get("accept")?.includes("text/html")) return;
      page ??= renderPage();
      const { whole, compressed, policy } = await page;
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      const encoding = encodingFor(request.headers.get("accept-encoding"));
      endResponse(
        encoding
          ? new fetchAPI.Response(compressed[encoding], { headers: { ...headers, "Content-Encoding": encoding } })
          : new fetchAPI.Response(whole, { headers }),
      );
    },
  };
}

async function renderPage(): Promise<Page> {
  const defaultQuery = readFileSync(join(import.meta.dirname, "examples.graphql"), "utf8");
  const whole = renderGraphiQL({ title: "Kindred", defaultQuery });
  const start = whole.indexOf("<script>") + "<script>".length;
  const script = whole.slice(start, whole.indexOf("</script>", start));
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
  const bytes = new TextEncoder().encode(whole);
  const [br, gzip] = await Promise.all([compress("br", bytes), compress("gzip", bytes)]);
  return { whole: bytes, compressed: { br, gzip }, policy };
}
