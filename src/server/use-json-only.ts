// Accepts only JSON. Another site's page could send forms and plain text in a POST without a CORS preflight. The
// parameters of GET are JSON too. Content type and `Accept` are checked before anything else happens.
import type { Plugin } from "graphql-yoga";
import { isPublic } from "../access/viewer.js";
import { KindredError } from "../errors.js";
import type { RequestContext } from "./context.js";
import { limits } from "./limits.js";

const jsonContentType = /^application\/(graphql\+)?json\s*(;\s*charset\s*=\s*("?)utf-?8\3\s*)?$/i;

/** Media ranges in `Accept` that a response can match. */
const acceptable = /^(\*\/\*|application\/(\*|json|graphql-response\+json)|text\/event-stream)$/;

/** After `useViewer`: the size of a body depends on the viewer. */
export function useJsonOnly(): Plugin<object, RequestContext> {
  return {
    onRequestParse({ request, url, setRequestParser, serverContext }) {
      if (!accepts(request.headers)) {
        throw new KindredError(
          "NOT_ACCEPTABLE",
          "Accept application/graphql-response+json or application/json. The server returns nothing else.",
        );
      }
      if (request.method === "POST") {
        assertJson(request.headers);
        const most = isPublic(serverContext.viewer) ? limits.publicBody : limits.body;
        setRequestParser((parsed) => readBody(parsed, most));
      }
      if (request.method === "GET") {
        for (const name of ["variables", "extensions"]) parseJson(url.searchParams.get(name) || "null", `\`${name}\``);
      }
    },
  };
}

/** Whether the server can return a media type that the client accepts. */
export function accepts(headers: Headers): boolean {
  const ranges = (headers.get("accept") ?? "*/*").toLowerCase().replace(/\s/g, "").split(",");
  return ranges.some((range) => {
    const [type = "", ...parameters] = range.split(";");
    return acceptable.test(type) && parameters.every((parameter) => !/^charset=(?!utf-8$)/.test(parameter));
  });
}

function assertJson(headers: Headers) {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (jsonContentType.test(headers.get("content-type") ?? "") && encoding === "identity") return;
  throw new KindredError("NOT_JSON", "Send the body as application/json in UTF-8, without compression.");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * @throws KindredError BAD_REQUEST if the body is not a JSON object in UTF-8. Yoga rejects lists, which are batches.
 * @throws KindredError BODY_TOO_LARGE
 */
async function readBody(request: Request, most: number) {
  const body = parseJson(await readBytes(request, most), "The body");
  if (typeof body === "object" && body !== null) return body;
  throw new KindredError("BAD_REQUEST", "The body must be a JSON object with a `query`.");
}

/** Node lets no body exceed its Content-Length. Without one, the bytes are counted as they come. */
async function readBytes(request: Request, most: number): Promise<Uint8Array | ArrayBuffer> {
  const length = request.headers.get("content-length");
  if (length !== null) {
    assertBytes(Number(length), most);
    return request.arrayBuffer();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value);
    bytes += part.value.byteLength;
    assertBytes(bytes, most);
  }
  return Buffer.concat(chunks);
}

function assertBytes(bytes: number, most: number) {
  if (bytes <= most) return;
  throw new KindredError("BODY_TOO_LARGE", `The body can have at most ${most} bytes. Request less at once.`);
}

function parseJson(json: string | ArrayBuffer | Uint8Array, name: string): object | null {
  try {
    return JSON.parse(typeof json === "string" ? json : utf8.decode(json));
  } catch {
    throw new KindredError("BAD_REQUEST", `${name} must be JSON in UTF-8.`);
  }
}
