// Applies graphql-shield to a schema by the access that each field declares. Everything not allowed is denied.
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from "graphql";
import { applyMiddleware, type IMiddlewareTypeMap } from "graphql-middleware";
import { allow, rule, shield } from "graphql-shield";
import { type Access, accessRules, isOpen, ruleOf } from "./access.js";
import { declaredAccess } from "./access-plugin.js";
import type { SchoolSet, Viewer } from "./viewer.js";

interface ShieldContext {
  readonly viewer: Viewer;
}

/** type -> field -> access; undefined: nobody may read it. */
type AccessTree = Readonly<Record<string, Readonly<Record<string, Access | undefined>>>>;

type FieldInfo = Pick<GraphQLResolveInfo, "parentType" | "fieldName">;

/** type -> field -> middleware of its resolver. */
type Guards = Record<
  string,
  Record<string, (resolve: () => unknown, ...args: Parameters<GraphQLFieldResolver<unknown, unknown>>) => unknown>
>;

/**
 * Names the field and those it is for, both of which the schema shows; nothing of the data. Without an HTTP status in its
 * extensions, so that the rest of the answer is as without this field.
 */
function denial(access: Access | undefined, { parentType, fieldName }: FieldInfo): GraphQLError {
  const refused =
    parentType.name === "Mutation"
      ? `use the mutation \`${fieldName}\``
      : parentType.name === "Subscription"
        ? `subscribe to \`${fieldName}\``
        : `read \`${parentType.name === "Query" ? fieldName : `${parentType.name}.${fieldName}`}\``;
  const reason = access ? `it is for ${accessRules[access].who}` : "nobody may";
  return new GraphQLError(`You may not ${refused}: ${reason}.`, { extensions: { code: "FORBIDDEN" } });
}

/**
 * In place of the library's own `deny`, which makes a different kind of middleware that cannot guard an event source (the
 * `subscribe` of a subscription).
 */
const deny = rule("nobody", { cache: "no_cache" })(() => false);

/**
 * A rule that reads the field's parent object cannot be cached, since the cache key is only the rule's name, here the
 * access. A rule that reads only the viewer is cached for the request, because the search of a client's grants is slow
 * (`npm run bench:shield`).
 */
function shieldRule(access: Access) {
  const { viewer: allows, school: allowsAtSchool } = ruleOf(access);
  if (allowsAtSchool) {
    return rule(access, { cache: "no_cache" })((parent: SchoolSet, _args, { viewer }: ShieldContext) =>
      allowsAtSchool(viewer, parent),
    );
  }
  if (allows) {
    return rule(access, { cache: "contextual" })((_parent, _args, { viewer }: ShieldContext) => allows(viewer));
  }
  return isOpen(access) ? allow : deny;
}

const rules = Object.fromEntries(
  (Object.keys(accessRules) as Access[]).map((access) => [access, shieldRule(access)]),
) as Record<Access, ReturnType<typeof shieldRule>>;

/** Object types with their fields and each field's access. Interfaces are left out: they have no resolvers to guard. */
export function accessTree(schema: GraphQLSchema): AccessTree {
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !isIntrospectionType(type),
  );
  return Object.fromEntries(
    types.map((type) => [
      type.name,
      Object.fromEntries(Object.entries(type.getFields()).map(([name, field]) => [name, declaredAccess(field)])),
    ]),
  );
}

/**
 * The schema with a rule before every field and event source that is not open to all. A field without a declared access
 * is denied to everyone. An error inside a rule also denies the field, and is reported as that error.
 * @param tree access by type and field; by default what the schema declares (tests give others)
 * @throws Error naming a type of the tree that is not an object type
 */
export function shieldSchema(schema: GraphQLSchema, tree: AccessTree = accessTree(schema)): GraphQLSchema {
  assertObjectTypes(schema, tree);
  const ruleTree = mapFields(tree, (access) => (access ? rules[access] : deny));
  const guard = shield(ruleTree, {
    fallbackRule: deny,
    allowExternalErrors: true, // errors of resolvers pass unchanged
    debug: true, // otherwise an error in a rule would be reported as a denial
    fallbackError: ((_error: unknown, _parent: unknown, _args: unknown, _context: unknown, info: FieldInfo) =>
      denial(tree[info.parentType.name]?.[info.fieldName], info)) as never,
  });
  const middleware = guard.generate(schema) as Guards;
  // Every field now has a rule. Those of open fields are dropped: running them would be most of the shield's cost.
  const guards: Guards = Object.fromEntries(
    Object.entries(middleware).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.entries(fields).filter(([field]) => ruleTree[type]?.[field] !== allow)),
    ]),
  );
  return applyMiddleware(guardSources(schema, guards), guards as IMiddlewareTypeMap);
}

/** graphql-shield silently ignores the rules of interfaces and unions. */
function assertObjectTypes(schema: GraphQLSchema, tree: AccessTree): void {
  const others = Object.keys(tree).filter((name) => !isObjectType(schema.getType(name)));
  if (others.length === 0) return;
  throw new Error(`Only object types can be guarded, not ${others.join(", ")}: declare access on object types.`);
}

/**
 * graphql-middleware guards either a subscription's event source or the resolver of each event, not both. This guards
 * the source and gives the field a separate resolver, which `applyMiddleware` then guards.
 */
function guardSources(schema: GraphQLSchema, guards: Guards): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.SUBSCRIPTION_ROOT_FIELD]: (field, name, type) => {
      const guard = guards[type]?.[name];
      if (!guard) return field;
      const { subscribe = defaultFieldResolver, resolve = defaultFieldResolver } = field;
      return {
        ...field,
        subscribe: (...args) => guard(() => subscribe(...args), ...args),
        resolve: (...args) => resolve(...args),
      };
    },
  });
}

function mapFields<From, To>(tree: Readonly<Record<string, Readonly<Record<string, From>>>>, map: (from: From) => To) {
  return Object.fromEntries(
    Object.entries(tree).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, map(value)])),
    ]),
  );
}
