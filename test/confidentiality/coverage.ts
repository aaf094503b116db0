// Which names of the schema the requests used: fields, arguments and input fields, enum values.
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from "graphql";

export type Kind = "fields" | "arguments" | "enum values";

/** Schema coordinates by kind: `School.name`, `Query.school(urn)`, `SchoolFilter.search`, `Role.OFSTED`. */
export function coordinatesOf(schema: GraphQLSchema): Record<Kind, string[]> {
  const names: Record<Kind, string[]> = { fields: [], arguments: [], "enum values": [] };
  for (const type of Object.values(schema.getTypeMap()).filter((candidate) => !isIntrospectionType(candidate))) {
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        names.fields.push(`${type.name}.${field.name}`);
        names.arguments.push(...field.args.map(({ name }) => `${type.name}.${field.name}(${name})`));
      }
    }
    if (isInputObjectType(type)) {
      names.arguments.push(...Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    }
    if (isEnumType(type)) names["enum values"].push(...type.getValues().map(({ name }) => `${type.name}.${name}`));
  }
  return names;
}

export interface Covered {
  /** The share of names that were used, 0-1. */
  readonly share: number;
  readonly missing: readonly string[];
}

export function coverage(schema: GraphQLSchema, named: ReadonlySet<string>): Record<Kind, Covered> {
  const covered = (all: readonly string[]): Covered => {
    const missing = all.filter((name) => !named.has(name));
    return { share: all.length ? 1 - missing.length / all.length : 1, missing };
  };
  const names = coordinatesOf(schema);
  return {
    fields: covered(names.fields),
    arguments: covered(names.arguments),
    "enum values": covered(names["enum values"]),
  };
}
