// The n-th request of a seed: a document, what is done to it, and how it goes over the wire.
import type { GraphQLSchema } from "graphql";
import { coordinatesOf } from "./coverage.js";
import { type Document, documentFor } from "./documents.js";
import type { Asked } from "./protocol.js";
import { type Random, randomOf } from "./random.js";
import { formerKey } from "./secret-clients.js";

export interface Schemas {
  readonly full: GraphQLSchema;
  readonly open: GraphQLSchema;
}

export interface Generated {
  readonly asked: Asked;
  readonly document: string;
  readonly operation: Document["operation"];
  /** Names of the schema that stand in it. */
  readonly named: readonly string[];
}

/** Makes requests; each depends on the seed and its number alone. */
export function requestsOf(schemas: Schemas, seed: number): (number: number) => Generated {
  const goals = {
    full: Object.values(coordinatesOf(schemas.full)).flat(),
    open: Object.values(coordinatesOf(schemas.open)).flat(),
  };
  return (number) => {
    const random = randomOf(seed, number);
    // Every other request goes through the names of the whole schema in turn, the others through those of the public one.
    const of = number % 2 ? "open" : "full";
    const turn = Math.floor(number / 2);
    const goal = goals[of][turn % goals[of].length] ?? null;
    const sensible = of === "open" && random.chance(0.8);
    const named: string[] = [];
    const note = (coordinate: string) => named.push(coordinate);
    const document = documentFor({ schema: schemas[of], random, goal, note, sensible });
    // Whole in the first round, so that every name is asked for.
    const mangled = sensible || turn < goals[of].length ? document : mangle(document, random);
    const asked =
      sensible && mangled.operation !== "subscription" && random.chance(0.8)
        ? sometimesPacked(post(mangled), random)
        : overTheWire(mangled, random);
    return { asked, document: mangled.text, operation: document.operation, named: mangled === document ? named : [] };
  };
}

/** Near misses, damage and contradictions. */
function mangle(document: Document, random: Random): Document {
  const { text, variables } = document;
  const at = random.whole(text.length);
  switch (random.whole(16)) {
    case 0: // a name that is nearly one
      return { ...document, text: text.replace(/\b(\w{4,})\b(?=[^:]*$)/, (word) => word.slice(0, -1)) };
    case 1: {
      const words = [...text.matchAll(/\b[a-zA-Z]\w{3,}\b/g)];
      const { index = 0, 0: word = "" } = words.length ? random.pick(words) : {};
      return { ...document, text: text.slice(0, index) + word.slice(0, -1) + text.slice(index + word.length) };
    }
    case 2: // a character more or less
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

const post = (document: Document): Asked => ({
  method: "POST",
  path: "/graphql",
  headers: json,
  body: JSON.stringify(payload(document)),
});

/** Answered in fewer bytes to anyone: of how many is compared too. */
export const packed = (asked: Asked): Asked => ({
  ...asked,
  headers: { ...asked.headers, "accept-encoding": "gzip" },
});

const sometimesPacked = (asked: Asked, random: Random): Asked => (random.chance(0.15) ? packed(asked) : asked);

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

function overTheWire(document: Document, random: Random): Asked {
  const events = document.operation === "subscription" && random.chance(0.8);
  const accept = events ? "text/event-stream" : random.pick(accepts);
  const headers = {
    ...(events || random.chance(0.4) ? { accept } : {}),
    ...(random.chance(0.2) ? random.pick(oddHeaders) : {}),
  };
  const posted = { ...post(document), headers: { ...json, ...headers } };
  if (random.chance(0.78)) return sometimesPacked(posted, random);
  const { variables, ...rest } = payload(document);
  const given = { ...rest, ...(variables ? { variables: JSON.stringify(variables) } : {}) };
  const path = `/graphql?${new URLSearchParams(given)}`;
  if (random.chance(0.75)) return { method: "GET", path, headers, body: null };
  return random.pick<Asked>([
    { ...posted, path: random.pick(["/", "/graphql/", "/graphql/x", "/health", "/ready"]) },
    { ...posted, method: "PUT" },
    { method: "OPTIONS", path: "/graphql", headers: { origin: "https://elsewhere.example" }, body: null },
    { method: "HEAD", path, headers, body: null },
    { method: "GET", path: random.pick(["/graphql", "/health", "/ready", "/metrics", "/"]), headers, body: null },
    { ...posted, headers: { "content-type": random.pick(["text/plain", "application/x-www-form-urlencoded"]) } },
  ]);
}
