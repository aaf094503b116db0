// Compresses responses only for callers without a credential. The compressed size reveals how much of the request the
// response repeats. An attacker who can make a client send requests and observe the sizes could work out what only that
// client may read (BREACH). Public data has nothing to reveal. Ofsted counts as a client here.
import type { Plugin } from "graphql-yoga";
import { compress, encodingFor } from "./compression.js";
import type { RequestContext } from "./context.js";

/** Smaller responses fit into one packet anyway. */
const minBytes = 1_024;

export function useCompression(): Plugin<object, RequestContext> {
  return {
    async onResponse({ request, response, serverContext, setResponse, fetchAPI }) {
      const { viewer }: Partial<RequestContext> = serverContext;
      const encoding = encodingFor(request.headers.get("accept-encoding"));
      const type = response.headers.get("content-type") ?? "";
      if (viewer?.role !== "ANONYMOUS" || !encoding || !/^application\/(json|graphql-response\+json)\b/.test(type))
        return;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const headers = new fetchAPI.Headers(response.headers);
      headers.delete("Content-Length");
      if (bytes.byteLength >= minBytes) headers.set("Content-Encoding", encoding);
      const body = bytes.byteLength >= minBytes ? await compress(encoding, bytes) : bytes;
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}
