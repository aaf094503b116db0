// Generates the request with a given number from a seed: a document, changes to it, and its HTTP form.
import type { GraphQLSchema } from "graphql";
import { coordinatesOf } from "./coverage.js";
import { type Document, documentFor } from "./documents.js";
import type { WireRequest } from "./protocol.js";
import { type Random, randomOf } from "./random.js";
import { formerKey } from "./secret-clients.js";

export interface Schemas {
  readonly full: GraphQLSchema;
  readonly open: GraphQLSchema;
}

export interface Generated {
  readonly asked: WireRequest;
  /** The same document with other values of its variables; null if it has none. */
  readonly other: WireRequest | null;
  readonly document: string;
  readonly operation: Document["operation"];
  /** The schema coordinates in the document. */
  readonly named: readonly string[];
}

/** @returns a function that generates requests; each depends only on the seed and its number */
export function requestsOf(schemas: Schemas, seed: number): (number: number) => Generated {
  const goals = {
    full: Object.values(coordinatesOf(schemas.full)).flat(),
    open: Object.values(coordinatesOf(schemas.open)).flat(),
  };
  return (number) => {
    const random = randomOf(seed, number);
    // Even numbers take the names of the full schema in turn, odd numbers those of the public schema.
    const which = number % 2 ? "open" : "full";
    const turn = Math.floor(number / 2);
    const goal = goals[which][turn % goals[which].length] ?? null;
    const sensible = which === "open" && random.chance(0.8);
    const named: string[] = [];
    const note = (coordinate: string) => named.push(coordinate);
    const document = documentFor({ schema: schemas[which], random, goal, note, sensible });
    // Not mangled in the first round, so that every name is used.
    const mangled = sensible || turn < goals[which].length ? document : mangle(document, random);
    const asked =
      sensible && mangled.operation !== "subscription" && random.chance(0.8)
        ? sometimesCompressed(post(mangled), random)
        : overTheWire(mangled, random);
    const { text, operation, otherVariables } = mangled;
    const other = Object.keys(otherVariables).length ? post({ ...mangled, variables: otherVariables }) : null;
    return { asked, other, document: text, operation, named: mangled === document ? named : [] };
  };
}

/** Introduces misspelt names, damage or contradictions. */
function mangle(document: Document, random: Random): Document {
  const { text, variables } = document;
  const at = random.whole(text.length);
  switch (random.whole(16)) {
    case 0: // a misspelt name
      return { ...document, text: text.replace(/\b(\w{4,})\b(?=[^:]*$)/, (word) => word.slice(0, -1)) };
    case 1: {
      const words = [...text.matchAll(/\b[a-zA-Z]\w{3,}\b/g)];
      const { index = 0, 0: word = "" } = words.length ? random.pick(words) : {};
      return { ...document, text: text.slice(0, index) + word.slice(0, -1) + text.slice(index + word.length) };
    }
    case 2: // one character replaced or removed
      return {
        ...document,
        text: text.slice(0, at) + random.pick(["", "}", "{", "$", '"', "…", "#"]) + text.slice(at + 1),
      };
    case 3: {
      const [name] = Object.keys(variables);
      return name
        ? { ...document, variables: { ...variables, [name]: random.pick([null, "x", 1, [1], { x: 1 }]) } }
        : document;
    }
    case 4:
      return { ...document, operationName: random.pick(["Nothing", "", "Other"]) };
    default:
      return document;
  }
}

const json = { "content-type": "application/json" };

const payload = ({ text, variables, operationName }: Document) => ({
  query: text,
  ...(Object.keys(variables).length ? { variables } : {}),
  ...(operationName === null ? {} : { operationName }),
});

const post = (document: Document): WireRequest => ({
  method: "POST",
  path: "/graphql",
  headers: json,
  body: JSON.stringify(payload(document)),
});

/** Requests a compressed answer; its number of bytes is compared too. */
export const compressed = (asked: WireRequest): WireRequest => ({
  ...asked,
  headers: { ...asked.headers, "accept-encoding": "gzip" },
});

const sometimesCompressed = (asked: WireRequest, random: Random): WireRequest =>
  random.chance(0.15) ? compressed(asked) : asked;

const accepts = [
  "application/json",
  "application/graphql-response+json",
  "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
  "*/*",
  "text/event-stream",
  "multipart/mixed",
  "text/html",
];

const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { "if-none-match": '"x"' },
  { "if-none-match": "*" },
  { "if-modified-since": "Wed, 01 Jan 2020 00:00:00 GMT" },
  { origin: "https://elsewhere.example" },
  { "x-forwarded-for": "10.0.0.1" },
  { "x-http-method-override": "PUT" },
  { "x-request-id": "mine" },
  { range: "bytes=0-10" },
  { authorization: `Bearer ${formerKey}` },
  { cookie: "session=x" },
  { prefer: "return=minimal" },
];

function overTheWire(document: Document, random: Random): WireRequest {
  const events = document.operation === "subscription" && random.chance(0.8);
  const accept = events ? "text/event-stream" : random.pick(accepts);
  const headers = {
    ...(events || random.chance(0.4) ? { accept } : {}),
    ...(random.chance(0.2) ? random.pick(oddHeaders) : {}),
  };
  const posted = { ...post(document), headers: { ...json, ...headers } };
  if (random.chance(0.78)) return sometimesCompressed(posted, random);
  const { variables, ...rest } = payload(document);
  const given = { ...rest, ...(variables ? { variables: JSON.stringify(variables) } : {}) };
  const path = `/graphql?${new URLSearchParams(given)}`;
  if (random.chance(0.75)) return { method: "GET", path, headers, body: null };
  return random.pick<WireRequest>([
    { ...posted, path: random.pick(["/", "/graphql/", "/graphql/x", "/health", "/ready"]) },
    { ...posted, method: "PUT" },
    { method: "OPTIONS", path: "/graphql", headers: { origin: "https://elsewhere.example" }, body: null },
    { method: "HEAD", path, headers, body: null },
    { method: "GET", path: random.pick(["/graphql", "/health", "/ready", "/metrics", "/"]), headers, body: null },
    { ...posted, headers: { "content-type": random.pick(["text/plain", "application/x-www-form-urlencoded"]) } },
  ]);
}
