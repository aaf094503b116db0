// The shortest way from a root of the schema to a field, to one that takes an argument, or to one that takes an enum's value.
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

/** Ways differ, for a field is not as well kept on each: by number, through a node, a page, a link, a peer. */
export const ways = 6;

const known = new WeakMap<GraphQLSchema, Map<string, Path>[]>();

/** Empty where nothing leads there. */
export function pathTo(schema: GraphQLSchema, goal: string, way: number): Path {
  const all = known.get(schema) ?? Array.from({ length: ways }, (_, seed) => allPaths(schema, randomOf(seed)));
  known.set(schema, all);
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

/** `Type.field` -> the way there; breadth first, so one of the shortest. */
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
      for (const each of Object.values(below.getFields())) {
        paths.set(`${below.name}.${each.name}`, [...path, { operation, parent: below.name, field: each }]);
      }
      for (const some of schema.getPossibleTypes(below)) queue.push({ operation, type: some, way: path });
    }
  }
  return paths;
}

/** Whether the goal is the argument, or stands in its type. */
export function leadsTo(argument: GraphQLArgument, field: string, goal: string): boolean {
  return goal === `${field}(${argument.name})` || stands(argument.type, goal);
}

/** Whether a type is, or has in it, what the goal names. */
export function stands(input: GraphQLInputType, goal: string): boolean {
  const type = getNamedType(input);
  if (isEnumType(type)) return goal.startsWith(`${type.name}.`);
  if (!isInputObjectType(type)) return false;
  return Object.values(type.getFields()).some(
    (field) => goal === `${type.name}.${field.name}` || stands(field.type, goal),
  );
}
