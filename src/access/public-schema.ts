// The schema that anyone and Ofsted are served: nothing in it names what they may not see.
import { MapperKind, mapSchema, pruneSchema } from "@graphql-tools/utils";
import type { GraphQLFieldConfigArgumentMap, GraphQLSchema } from "graphql";
import { isOpen } from "./access.js";
import { declaredAccess } from "./access-plugin.js";

const offered = (element: { readonly extensions?: object | null }): boolean => {
  const access = declaredAccess({ extensions: element.extensions ?? {} });
  return access === undefined || isOpen(access);
};

/** Without the fields, arguments, input fields and enum values that are not public, and the types that only they use. */
export function publicSchema(schema: GraphQLSchema): GraphQLSchema {
  const open = mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field) =>
      offered(field) ? { ...field, args: withoutSecret(field.args ?? {}) } : null,
    [MapperKind.INPUT_OBJECT_FIELD]: (field) => (offered(field) ? field : null),
    [MapperKind.ENUM_VALUE]: (value) => (offered(value) ? value : null),
  });
  return pruneSchema(open);
}

function withoutSecret(args: GraphQLFieldConfigArgumentMap): GraphQLFieldConfigArgumentMap {
  return Object.fromEntries(Object.entries(args).filter(([, argument]) => offered(argument)));
}
