// graphql-shield over a schema, from the access that each field declares: deny unless a rule says yes.
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from "graphql";
import { applyMiddleware, type IMiddlewareTypeMap } from "graphql-middleware";
import { allow, rule, shield } from "graphql-shield";
import { type Access, accessRules, isOpen, ruleOf, type SchoolIdentity } from "./access.js";
import { declaredAccess } from "./access-plugin.js";
import type { Viewer } from "./viewer.js";

interface ShieldContext {
  readonly viewer: Viewer;
}

/** type -> field -> who may read it; undefined: nobody. */
type AccessTree = Readonly<Record<string, Readonly<Record<string, Access | undefined>>>>;

/** type -> field -> what stands before its resolver. */
type Guards = Record<
  string,
  Record<string, (resolve: () => unknown, ...asked: Parameters<GraphQLFieldResolver<unknown, unknown>>) => unknown>
>;

/** Without an HTTP status: a denied field leaves the rest of the answer as it is. */
const denial = () => new GraphQLError("You may not read this field.", { extensions: { code: "FORBIDDEN" } });

/** The library's own `deny` makes another kind of middleware than a rule does, which event sources could not be put behind. */
const deny = rule("nobody", { cache: "no_cache" })(() => false);

/**
 * A rule that reads its parent is never cached: the cache's key is the rule's name alone. One that reads the viewer alone
 * is, for the length of the request: it looks through all of a client's grants (`npm run bench:shield`).
 */
function shieldRule(access: Access) {
  const { viewer: decide, school: decideFor } = ruleOf(access);
  if (decideFor) {
    return rule(access, { cache: "no_cache" })((parent: SchoolIdentity, _args, { viewer }: ShieldContext) =>
      decideFor(viewer, parent),
    );
  }
  if (decide) {
    return rule(access, { cache: "contextual" })((_parent, _args, { viewer }: ShieldContext) => decide(viewer));
  }
  return isOpen(access) ? allow : deny;
}

const rules = Object.fromEntries(
  (Object.keys(accessRules) as Access[]).map((access) => [access, shieldRule(access)]),
) as Record<Access, ReturnType<typeof shieldRule>>;

/** Object types with their fields and the access each declares; interfaces have no resolvers to guard. */
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
 * The same schema, every field and every event source behind its rule. A field without a declared access is denied to
 * everybody. What goes wrong inside a rule denies too, and is told as the fault that it is.
 * @param tree access by type and field; what the schema declares, unless a test says otherwise
 * @throws Error naming a type of the tree that is no object type
 */
export function shieldSchema(schema: GraphQLSchema, tree: AccessTree = accessTree(schema)): GraphQLSchema {
  assertObjectTypes(schema, tree);
  const ruleTree = mapFields(tree, (access) => (access ? rules[access] : deny));
  const guard = shield(ruleTree, {
    fallbackRule: deny,
    allowExternalErrors: true,
    debug: true, // without it a rule that throws reads as a denial
    fallbackError: denial as never,
  });
  const middleware = guard.generate(schema) as Guards;
  // Checked and complete; now the fields that anyone may read go without, which is most of the cost.
  const needed = Object.entries(middleware).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.entries(fields).filter(([field]) => ruleTree[type]?.[field] !== allow)),
  ]);
  const guards: Guards = Object.fromEntries(needed);
  return applyMiddleware(guardSources(schema, guards), guards as IMiddlewareTypeMap);
}

/** graphql-shield ignores the rules of interfaces and unions without a word. */
function assertObjectTypes(schema: GraphQLSchema, tree: AccessTree): void {
  const others = Object.keys(tree).filter((name) => !isObjectType(schema.getType(name)));
  if (others.length === 0) return;
  throw new Error(`Only object types can be guarded, not ${others.join(", ")}: declare access on what implements it.`);
}

/**
 * graphql-middleware guards either the event source of a subscription or what is made of each event. Here the source is
 * guarded before it starts, and the field gets a resolver of its own, so that applying the guards covers that as well.
 */
function guardSources(schema: GraphQLSchema, guards: Guards): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.SUBSCRIPTION_ROOT_FIELD]: (field, name, type) => {
      const guard = guards[type]?.[name];
      if (!guard) return field;
      const { subscribe = defaultFieldResolver, resolve = defaultFieldResolver } = field;
      return {
        ...field,
        subscribe: (...asked) => guard(() => subscribe(...asked), ...asked),
        resolve: (...asked) => resolve(...asked),
      };
    },
  });
}

function mapFields<From, To>(tree: Readonly<Record<string, Readonly<Record<string, From>>>>, to: (from: From) => To) {
  return Object.fromEntries(
    Object.entries(tree).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, to(value)])),
    ]),
  );
}
