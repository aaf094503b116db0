// Compresses answers to anyone without a credential, and no others. How small an answer becomes tells what in it repeats
// what was asked: whoever can have a client ask, and watch the length, could work out what only that client may read
// (BREACH). What anyone may read has nothing to work out. Ofsted is a client like others.
import type { Plugin } from "graphql-yoga";
import { compress, encodingFor } from "./compression.js";
import type { RequestContext } from "./context.js";

/** Bytes; less fits into a packet as it is. */
const least = 1_024;

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
      if (bytes.byteLength >= least) headers.set("Content-Encoding", encoding);
      const body = bytes.byteLength >= least ? await compress(encoding, bytes) : bytes;
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}
