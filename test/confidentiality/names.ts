// Names are secret too: public viewers must see no name that only the full schema has, not even as a suggestion.
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { coordinatesOf } from "./coverage.js";
import type { Finding } from "./harness.js";
import type { Caller, Welcome, WireRequest } from "./protocol.js";
import type { Schemas } from "./requests.js";
import type { Twins } from "./twins.js";

/** Coordinates of fields, arguments and values whose declared access is public, or that declare none. */
export function openNames(schema: GraphQLSchema): string[] {
  const open = ({ extensions }: { readonly extensions: object }) =>
    [undefined, "public", "inherited"].includes((extensions as { access?: string }).access);
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isEnumType(type))
      return type
        .getValues()
        .filter(open)
        .map(({ name }) => `${type.name}.${name}`);
    if (isInputObjectType(type))
      return fieldsOf(type)
        .filter(open)
        .map(({ name }) => `${type.name}.${name}`);
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return fieldsOf(type)
      .filter(open)
      .flatMap(({ name, args }) => [
        `${type.name}.${name}`,
        ...args.filter(open).map((argument) => `${type.name}.${name}(${argument.name})`),
      ]);
  });
}

const fieldsOf = <Field>(type: { getFields(): Record<string, Field> }): Field[] => Object.values(type.getFields());

/** Checks that introspection shows a viewer no secret name. Sends the query to both servers, to keep them in step. */
export async function introspected(twins: Twins, caller: Caller, { offered }: Welcome): Promise<Finding[]> {
  const query = getIntrospectionQuery();
  const headers = { "content-type": "application/json" };
  const ask = { caller, method: "POST", path: "/graphql", headers, body: JSON.stringify({ query }) };
  const [[[answer] = []]] = await twins.both("steps", [{ together: false, requests: [ask] }]);
  const { data } = JSON.parse(answer?.body ?? "{}");
  const names = data ? Object.values(coordinatesOf(buildClientSchema(data))).flat() : [];
  const secret = names.filter((name) => !offered.includes(name));
  return secret.map((name) => ({ number: null, caller, document: "introspection", what: `the schema shows ${name}` }));
}

/** Whether a word can only be a name, not part of a sentence; or is one of the main secrets. */
const isDistinctive = (word: string) => /[A-Z_]/.test(word) || ["target", "targets", "partnership"].includes(word);

/** Words that only names in the full schema have. */
export function secretWords({ full, open }: Schemas): string[] {
  const words = (schema: GraphQLSchema) =>
    new Set(Object.values(coordinatesOf(schema)).flatMap((names) => names.flatMap((name) => name.match(/\w+/g) ?? [])));
  const publicWords = words(open);
  return [...words(full)].filter((word) => !publicWords.has(word) && isDistinctive(word));
}

/** Matches any of these words that is not in the request itself. */
export function secretNamesBeside(words: readonly string[], { path, body }: WireRequest): RegExp | null {
  const request = `${decodeURIComponent(path.replaceAll("+", " "))} ${String(body)}`;
  const others = words.filter((word) => !new RegExp(`\\b${word}`).test(request));
  return others.length ? new RegExp(`\\b(${others.join("|")})\\b`) : null;
}
