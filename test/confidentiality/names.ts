// Names are kept too: what the whole schema has and the public one has not is told to no public viewer, not even as a hint.
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
import type { Asked, Welcome, Who } from "./protocol.js";
import type { Schemas } from "./requests.js";
import type { Twins } from "./twins.js";

/** Coordinates of what declares that anyone may have it, or declares nothing. */
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

/** The schema as a viewer is told it over the wire has nothing that it should not have. Both servers take the same steps. */
export async function introspected(twins: Twins, who: Who, { offered }: Welcome): Promise<Finding[]> {
  const query = getIntrospectionQuery();
  const headers = { "content-type": "application/json" };
  const ask = { who, method: "POST", path: "/graphql", headers, body: JSON.stringify({ query }) };
  const [[[answer] = []]] = await twins.both("steps", [{ together: false, asks: [ask] }]);
  const { data } = JSON.parse(answer?.body ?? "{}");
  const told = data ? Object.values(coordinatesOf(buildClientSchema(data))).flat() : [];
  const secret = told.filter((name) => !offered.includes(name));
  return secret.map((name) => ({ number: null, who, document: "introspection", what: `the schema tells of ${name}` }));
}

/** No word of a sentence: written as only names are, or what all this is about. */
const distinct = (word: string) => /[A-Z_]/.test(word) || ["target", "targets", "partnership"].includes(word);

/** Words that are names in the whole schema alone. */
export function secretWords({ full, open }: Schemas): string[] {
  const words = (schema: GraphQLSchema) =>
    new Set(Object.values(coordinatesOf(schema)).flatMap((names) => names.flatMap((name) => name.match(/\w+/g) ?? [])));
  const known = words(open);
  return [...words(full)].filter((word) => !known.has(word) && distinct(word));
}

/** Finds any of these that does not stand in the request. */
export function secretNamesBeside(words: readonly string[], { path, body }: Asked): RegExp | null {
  const asked = `${decodeURIComponent(path.replaceAll("+", " "))} ${String(body)}`;
  const others = words.filter((word) => !new RegExp(`\\b${word}`).test(asked));
  return others.length ? new RegExp(`\\b(${others.join("|")})\\b`) : null;
}
