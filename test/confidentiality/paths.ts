// The shortest path from a root of the schema to a field, or to a field that takes a given argument or enum value.
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type OperationTypeNode,
} from "graphql";
import { type Random, randomOf } from "./random.js";

export type Path = readonly {
  readonly operation: OperationTypeNode;
  readonly parent: string;
  readonly field: GraphQLField<unknown, unknown>;
}[];

/**
 * The number of different paths, because access to a field may differ by path: by URN, through a node, a page, a link,
 * a peer.
 */
export const ways = 6;

const pathsBySchema = new WeakMap<GraphQLSchema, Map<string, Path>[]>();

/** Empty if there is no path. */
export function pathTo(schema: GraphQLSchema, goal: string, way: number): Path {
  const all = pathsBySchema.get(schema) ?? Array.from({ length: ways }, (_, seed) => allPaths(schema, randomOf(seed)));
  pathsBySchema.set(schema, all);
  const paths = all[way] ?? new Map<string, Path>();
  const direct = paths.get(goal);
  if (direct) return direct;
  for (const path of paths.values()) {
    const last = path.at(-1);
    if (last?.field.args.some((argument) => leadsTo(argument, `${last.parent}.${last.field.name}`, goal))) return path;
  }
  return [];
}

type Operations = { operation: OperationTypeNode; type: GraphQLObjectType; way: Path }[];

/** `Type.field` -> its path; breadth first, so one of the shortest. */
function allPaths(schema: GraphQLSchema, random: Random): Map<string, Path> {
  const paths = new Map<string, Path>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const queue: Operations = (["query", "mutation", "subscription"] as OperationTypeNode[]).flatMap((operation, at) => {
    const type = roots[at];
    return type ? [{ operation, type, way: [] }] : [];
  });
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { type, way, operation } = next;
    const fields = Object.values(type.getFields()).map((field) => ({ field, at: random.next() }));
    for (const { field } of fields.sort((one, other) => one.at - other.at)) {
      const step = { operation, parent: type.name, field };
      if (paths.has(`${type.name}.${field.name}`)) continue;
      const path = [...way, step];
      paths.set(`${type.name}.${field.name}`, path);
      const below = getNamedType(field.type);
      if (isObjectType(below)) queue.push({ operation, type: below, way: path });
      if (!isInterfaceType(below)) continue;
      for (const inner of Object.values(below.getFields())) {
        paths.set(`${below.name}.${inner.name}`, [...path, { operation, parent: below.name, field: inner }]);
      }
      for (const some of schema.getPossibleTypes(below)) queue.push({ operation, type: some, way: path });
    }
  }
  return paths;
}

/** Whether the goal is the argument, or is part of its type. */
export function leadsTo(argument: GraphQLArgument, field: string, goal: string): boolean {
  return goal === `${field}(${argument.name})` || includesGoal(argument.type, goal);
}

/** Whether a type includes the input field or enum value that the goal names. */
export function includesGoal(input: GraphQLInputType, goal: string): boolean {
  const type = getNamedType(input);
  if (isEnumType(type)) return goal.startsWith(`${type.name}.`);
  if (!isInputObjectType(type)) return false;
  return Object.values(type.getFields()).some(
    (field) => goal === `${type.name}.${field.name}` || includesGoal(field.type, goal),
  );
}
