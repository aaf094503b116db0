// The schema for anonymous users and Ofsted. It does not even name what they may not see.
import { MapperKind, mapSchema, pruneSchema } from "@graphql-tools/utils";
import {
  type GraphQLFieldConfigArgumentMap,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isIntrospectionType,
} from "graphql";
import { isOpen } from "./access.js";
import { declaredAccess } from "./access-plugin.js";

const isOffered = (element: { readonly extensions?: object | null }): boolean => {
  const access = declaredAccess({ extensions: element.extensions ?? {} });
  return access === undefined || isOpen(access);
};

/** Whether the type is a node of which public viewers can see at most the id. */
const isHiddenNode = (type: GraphQLObjectType): boolean =>
  type.getInterfaces().length > 0 &&
  Object.values(type.getFields()).every((field) => declaredAccess(field) !== "public");

/**
 * Drops fields, arguments, input fields and enum values that are not public, and types that only these use.
 * @throws Error if a value of an enum of the result declares no access
 */
export function publicSchema(schema: GraphQLSchema): GraphQLSchema {
  const open = mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => (isHiddenNode(type) ? null : type),
    [MapperKind.COMPOSITE_FIELD]: (field) =>
      isOffered(field) ? { ...field, args: publicArguments(field.args ?? {}) } : null,
    [MapperKind.INPUT_OBJECT_FIELD]: (field) => (isOffered(field) ? field : null),
    [MapperKind.ENUM_VALUE]: (value) => (isOffered(value) ? value : null),
  });
  const pruned = pruneSchema(open);
  assertValuesDeclared(schema, pruned);
  return pruned;
}

/** @throws Error if a value of an enum that public viewers see declares no access: a secret value would show with it */
function assertValuesDeclared(schema: GraphQLSchema, open: GraphQLSchema): void {
  for (const { name } of Object.values(open.getTypeMap())) {
    const type = schema.getType(name);
    if (!isEnumType(type) || isIntrospectionType(type)) continue;
    const silent = type.getValues().find((value) => declaredAccess(value) === undefined);
    if (silent) throw new Error(`${name}.${silent.name} declares no access, although public viewers see ${name}.`);
  }
}

function publicArguments(args: GraphQLFieldConfigArgumentMap): GraphQLFieldConfigArgumentMap {
  return Object.fromEntries(Object.entries(args).filter(([, argument]) => isOffered(argument)));
}
