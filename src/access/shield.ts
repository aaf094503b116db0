// graphql-shield over a schema, from the access that each field declares: deny unless a rule says yes.
import { GraphQLError, type GraphQLObjectType, type GraphQLSchema, isIntrospectionType, isObjectType } from "graphql";
import { applyMiddleware, type IMiddlewareTypeMap } from "graphql-middleware";
import { allow, deny, rule, shield } from "graphql-shield";
import { type Access, accessRules, isOpen, ruleOf, type SchoolIdentity } from "./access.js";
import { declaredAccess } from "./access-plugin.js";
import type { Viewer } from "./viewer.js";

interface ShieldContext {
  readonly viewer: Viewer;
}

/** Without an HTTP status: a denied field leaves the rest of the answer as it is. */
const denial = () => new GraphQLError("You may not read this field.", { extensions: { code: "FORBIDDEN" } });

/** A rule that reads its parent is never cached: the cache's key is the rule's name alone. */
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
export function accessTree(schema: GraphQLSchema): Record<string, Record<string, Access | undefined>> {
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

/** The same schema, every field behind its rule. A field without a declared access is denied to everybody. */
export function shieldSchema(schema: GraphQLSchema): GraphQLSchema {
  if (schema.getSubscriptionType()) {
    throw new Error(
      "graphql-shield does not guard `subscribe`: wrap the event sources before adding a Subscription type.",
    );
  }
  const tree = accessTree(schema);
  const ruleTree = mapFields(tree, (access) => (access ? rules[access] : deny));
  const guard = shield(ruleTree, {
    fallbackRule: deny,
    allowExternalErrors: true,
    fallbackError: denial as never,
  });
  const middleware = guard.generate(schema) as Record<string, Record<string, unknown>>;
  // Checked and complete; now the fields that anyone may read go without, which is most of the cost.
  const needed = Object.entries(middleware).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.entries(fields).filter(([field]) => ruleTree[type]?.[field] !== allow)),
  ]);
  return applyMiddleware(schema, Object.fromEntries(needed) as IMiddlewareTypeMap);
}

function mapFields<From, To>(tree: Record<string, Record<string, From>>, to: (from: From) => To) {
  return Object.fromEntries(
    Object.entries(tree).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, to(value)])),
    ]),
  );
}
