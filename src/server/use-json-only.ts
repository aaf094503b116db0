// POST takes JSON alone: forms and plain text are what a page of another site could send without asking. GET's parts are
// JSON too. What is taken, and whether an answer can be given at all, is settled before anything is done.
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";

const json = /^application\/(graphql\+)?json\s*(;\s*charset\s*=\s*("?)utf-?8\3\s*)?$/i;

/** What an answer may be, of the ranges that `Accept` lists. */
const given = /^(\*\/\*|application\/(\*|json|graphql-response\+json)|text\/event-stream)$/;

export function useJsonOnly(): Plugin {
  return {
    onRequestParse({ request, url, setRequestParser }) {
      if (!accepts(request.headers)) {
        throw new KindredError(
          "NOT_ACCEPTABLE",
          "Accept application/graphql-response+json or application/json: answers are nothing else.",
        );
      }
      if (request.method === "POST") {
        assertJson(request.headers);
        setRequestParser(readBody);
      }
      if (request.method === "GET") {
        for (const name of ["variables", "extensions"]) parseJson(url.searchParams.get(name) || "null", `\`${name}\``);
      }
    },
  };
}

/** Whether an answer can be given to whom accepts what they say. */
export function accepts(headers: Headers): boolean {
  const ranges = (headers.get("accept") ?? "*/*").toLowerCase().replace(/\s/g, "").split(",");
  return ranges.some((range) => {
    const [type = "", ...parameters] = range.split(";");
    return given.test(type) && parameters.every((parameter) => !/^charset=(?!utf-8$)/.test(parameter));
  });
}

function assertJson(headers: Headers) {
  const packed = headers.get("content-encoding") ?? "identity";
  if (json.test(headers.get("content-type") ?? "") && packed === "identity") return;
  throw new KindredError("NOT_JSON", "Send the body as application/json in UTF-8, without compression.");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws KindredError BAD_REQUEST where the body is no object in JSON, or not UTF-8; a list is a batch, refused by Yoga */
async function readBody(request: Request) {
  const body = parseJson(await request.arrayBuffer(), "The body");
  if (typeof body === "object" && body !== null) return body;
  throw new KindredError("BAD_REQUEST", "The body must be a JSON object with a `query`.");
}

function parseJson(given: string | ArrayBuffer, what: string): object | null {
  try {
    return JSON.parse(typeof given === "string" ? given : utf8.decode(given));
  } catch {
    throw new KindredError("BAD_REQUEST", `${what} must be JSON in UTF-8.`);
  }
}
