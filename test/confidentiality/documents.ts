// Generates random GraphQL documents, with all features of the language, that include a given name of the schema (the
// goal).
import {
  type GraphQLArgument,
  GraphQLBoolean,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";
import { leadsTo, type Path, pathTo, ways } from "./paths.js";
import { type Value, valueFor, type Wanted } from "./values.js";

export interface Document {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Other values of the same variables. */
  readonly otherVariables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
  readonly operation: "query" | "mutation" | "subscription";
}

interface Draft extends Wanted {
  readonly variables: { readonly name: string; readonly type: string; readonly value: Value; readonly other: Value }[];
  readonly fragments: string[];
  /** The number of fields that may still be added. */
  budget: number;
}

const maxDepth = 7;

/** A document that includes the goal. */
export function documentFor(wanted: Wanted): Document {
  const { schema, random, goal } = wanted;
  const draft: Draft = { ...wanted, variables: [], fragments: [], budget: 4 + random.whole(wanted.sensible ? 14 : 25) };
  const path = goal === null ? [] : pathTo(schema, goal, random.whole(ways));
  const operation = path[0]?.operation ?? "query";
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[operation];
  const body = root && !(goal !== null && path.length === 0) ? selection(draft, root, path, 0) : misplaced(draft);
  const variables = [...draft.variables];
  const declared = variables.map(({ name, type, value }) =>
    random.chance(0.1) && !type.endsWith("!") ? `$${name}: ${type} = ${value.literal}` : `$${name}: ${type}`,
  );
  const name = declared.length || operation !== "query" || random.chance(0.4) ? "Asked" : "";
  const head = name ? `${operation} ${name}${declared.length ? `(${declared.join(", ")})` : ""} ` : "";
  const more = name && random.chance(0.05) ? " query Other { __typename }" : "";
  return {
    text: [`${head}${body}`, ...draft.fragments].join(" ") + more,
    variables: Object.fromEntries(variables.map((variable) => [variable.name, variable.value.json])),
    otherVariables: Object.fromEntries(variables.map((variable) => [variable.name, variable.other.json])),
    operationName: name && (more || random.chance(0.3)) ? name : null,
    operation,
  };
}

/** Uses the goal, an enum value that no argument accepts, where it is invalid. */
function misplaced({ goal, note, random }: Draft): string {
  note(goal ?? "");
  const value = goal?.split(".")[1] ?? "";
  return random.pick([
    `{ school(urn: ${value}) { urn } }`,
    `{ schools(first: 1, orderBy: { field: ${value} }) { totalCount } }`,
    `{ viewer { role @include(if: ${value}) } }`,
  ]);
}

type Field = GraphQLField<unknown, unknown>;

function selection(draft: Draft, type: GraphQLNamedType, path: Path, depth: number): string {
  const { random, schema } = draft;
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const parts: string[] = [];
  const [step, ...rest] = path;
  if (step && step.parent === type.name) parts.push(oneField(draft, step.field, step.parent, rest, depth));
  else if (step) parts.push(`... on ${step.parent} ${selection(draft, schema.getType(step.parent)!, path, depth + 1)}`);
  const wanted = depth === 0 && path.length ? random.whole(2) : 1 + random.whole(4);
  for (let n = 0; n < wanted && draft.budget > 0; n++) {
    const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const usable = depth >= maxDepth || random.chance(0.5) ? leaves : fields;
    if (usable.length) parts.push(oneField(draft, random.pick(usable), type.name, [], depth));
  }
  if (isAbstractType(type) && random.chance(0.8)) {
    const some = random.pick(schema.getPossibleTypes(type));
    parts.push(`... on ${some.name} ${selection(draft, some, [], depth + 1)}`);
  }
  if (random.chance(0.15)) parts.push("__typename");
  if (depth === 0 && draft.schema.getQueryType() === type && random.chance(0.05)) parts.push(introspection(draft));
  if (parts.length === 0) parts.push(leafOf(draft, type, fields));
  return wrapped(draft, type, parts);
}

const leafOf = (draft: Draft, type: GraphQLNamedType, fields: readonly Field[]): string => {
  const leaf = fields.find((field) => !isCompositeType(getNamedType(field.type)) && field.args.length === 0);
  if (leaf) draft.note(`${type.name}.${leaf.name}`);
  return leaf?.name ?? "__typename";
};

/** The selection as it is, or in an inline or named fragment. */
function wrapped({ random, fragments }: Draft, type: GraphQLNamedType, parts: readonly string[]): string {
  const plain = `{ ${parts.join(" ")} }`;
  if (random.chance(0.88)) return plain;
  if (random.chance(0.3)) return `{ ... ${plain} }`;
  if (random.chance(0.5)) return `{ ... on ${type.name} ${plain} }`;
  const name = `Part${fragments.length}`;
  fragments.push(`fragment ${name} on ${type.name} ${plain}`);
  return `{ ...${name} }`;
}

function oneField(draft: Draft, field: Field, parent: string, rest: Path, depth: number): string {
  const { random, note } = draft;
  draft.budget--;
  if (!field.name.startsWith("__")) note(`${parent}.${field.name}`);
  const given = argumentsFor(draft, field, parent);
  const alias = random.chance(0.2) ? `${random.pick(["a", "name", "target", "ehcPlans", "x1"])}${draft.budget}_: ` : "";
  const directive = random.chance(0.06)
    ? ` @${random.pick(["include", "skip"])}(if: ${random.chance(0.5) ? random.chance(0.5) : variable(draft, flag, "if", field.name)})`
    : "";
  const type = getNamedType(field.type as GraphQLOutputType);
  const below = isCompositeType(type) ? ` ${selection(draft, type, rest, depth + 1)}` : "";
  return `${alias}${field.name}${given}${directive}${below}`;
}

function argumentsFor(draft: Draft, field: Field, parent: string): string {
  const { random, goal, sensible } = draft;
  const aim = (argument: GraphQLArgument) => goal !== null && leadsTo(argument, `${parent}.${field.name}`, goal);
  let chosen = field.args.filter(
    (argument) => isNonNullType(argument.type) || aim(argument) || random.chance(sensible ? 0.15 : 0.4),
  );
  if (sensible && field.name === "school" && field.args.length > 1)
    chosen = [field.args.find(aim) ?? random.pick(field.args)];
  if (sensible && chosen.length > 1) chosen = withoutContradiction(chosen, aim);
  if (chosen.length === 0) return "";
  const values = chosen.map((argument) => {
    draft.note(`${parent}.${field.name}(${argument.name})`);
    const { type, name } = argument;
    return `${name}: ${random.chance(0.3) ? variable(draft, type, name, field.name) : valueFor(type, name, field.name, draft).literal}`;
  });
  return `(${values.join(", ")})`;
}

/** Pages from the start or from the end, not both. */
function withoutContradiction(chosen: readonly GraphQLArgument[], aim: (argument: GraphQLArgument) => boolean) {
  const fromEnd = chosen.some((argument) => ["last", "before"].includes(argument.name) && aim(argument));
  const unwanted = fromEnd ? ["first", "after"] : ["last", "before"];
  return chosen.filter((argument) => !unwanted.includes(argument.name) || isNonNullType(argument.type));
}

const flag = new GraphQLNonNull(GraphQLBoolean);

function variable(draft: Draft, type: GraphQLInputType, argument: string, where: string): string {
  const name = `v${draft.variables.length}`;
  const value = valueFor(type, argument, where, draft);
  const other = valueFor(type, argument, where, { ...draft, goal: null, note: () => {} });
  draft.variables.push({ name, type: String(type), value, other });
  return `$${name}`;
}

function introspection(draft: Draft): string {
  const { random, schema } = draft;
  if (random.chance(0.5)) {
    const name = random.pick([...Object.keys(schema.getTypeMap()), "Target", "TargetSet", "Nothing"]);
    return `t: __type(name: "${name}") ${selection({ ...draft, budget: 8 }, getNamedType(TypeMetaFieldDef.type), [], 3)}`;
  }
  return `__schema ${selection({ ...draft, budget: 12 }, getNamedType(SchemaMetaFieldDef.type), [], 2)}`;
}
