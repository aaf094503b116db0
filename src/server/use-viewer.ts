// Who asks, by the Authorization header. A bad one is refused with 401: it never gets the public view.
import type { Plugin } from "graphql-yoga";
import type { Authenticate } from "../access/authenticate.js";
import { KindredError } from "../errors.js";
import type { RequestContext } from "./context.js";

export function useViewer(authenticate: Authenticate): Plugin<object, RequestContext> {
  return {
    async onRequestParse({ request, serverContext, endResponse, fetchAPI }) {
      try {
        const viewer = await authenticate(request.headers.get("authorization"), new Date());
        Object.assign(serverContext, { viewer });
      } catch (error) {
        if (!(error instanceof KindredError)) throw error;
        const body = { errors: [{ message: error.message, extensions: { code: error.code } }] };
        endResponse(fetchAPI.Response.json(body, { status: 401, headers: { "WWW-Authenticate": "Bearer" } }));
      }
    },
  };
}
