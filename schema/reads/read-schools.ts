// Reads schools, with all that a document selects of them, in one statement. Statements are kept with their document.
import DataLoader from "dataloader";
import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, getNamedType, isObjectType } from "graphql";
import type { Expression } from "kysely";
import { inOrder } from "../../src/database/in-order.js";
import { anyOf } from "../../src/database/query-builder.js";
import type { Context } from "../context.js";
import type PrismaTypes from "../generated/pothos.js";
import { type Request, selectField, selectFields, selectKeys, subfields } from "./look-ahead.js";
import { published, type Relation, type Rows } from "./relation.js";
import { shapeOf } from "./slot.js";
import { type Json, numberAsJson, rowsAsJson, type Statement, statementOf, type Values } from "./statement.js";

/** A school with the columns and relations that the document selects. */
export type SchoolRow = PrismaTypes["School"]["Shape"];

/** Which schools are read. */
export interface Root<Given extends object> {
  /** Names the text that follows from the same shape of `given`. */
  readonly name: string;
  /** Selects them in the order of the answer. @param asked the fields of the connection that are selected */
  readonly schools: (given: Given, asked: ReadonlySet<string>) => object;
  /** For connections: the number of all schools. */
  readonly total?: (given: Given) => Expression<number>;
}

interface Answer {
  readonly schools?: readonly SchoolRow[];
  readonly total?: number;
}

/** Columns that are read of every school: the access rules, and resolvers of what is secret, need them. */
export const schoolKeys = ["urn", "laCode", "trustCode"] as const;

/** Reads what the field selects. @param given values: the text depends on which are given, and on flags (see `shapeOf`) */
export const readSchools = <Given extends object>(
  context: Context,
  info: GraphQLResolveInfo,
  root: Root<Given>,
  given: Given,
): Promise<Answer> => run(context, statementFor(context, info, root, given), { variables: info.variableValues, given });

async function run({ database }: Context, { text, parameters }: Statement, values: Values): Promise<Answer> {
  const [row] = await database.query<{ answer: string }>(text, parameters(values));
  return JSON.parse(row!.answer);
}

export async function readSchool(context: Context, info: GraphQLResolveInfo, urn: number): Promise<SchoolRow | null> {
  return (await loaderOf(context, info)).load(urn);
}

const byUrn: Root<{ readonly urns: readonly number[] }> = {
  name: "byUrn",
  schools: ({ urns }) => published.selectFrom("school").where("urn", "=", anyOf(urns)),
};

const loaders = new WeakMap<Context, Map<string, DataLoader<number, SchoolRow | null>>>();

/** Reads schools together of which the same is selected, under one alias or several. */
function loaderOf(context: Context, info: GraphQLResolveInfo) {
  const ofContext = loaders.get(context) ?? new Map<string, DataLoader<number, SchoolRow | null>>();
  loaders.set(context, ofContext);
  const statement = statementFor(context, info, byUrn, { urns: [] });
  const variables = info.variableValues;
  const key = JSON.stringify([statement.text, statement.parameters({ variables, given: { urns: [] } })]);
  const load = async (urns: readonly number[]) => {
    const { schools = [] } = await run(context, statement, { variables, given: { urns } });
    return inOrder(urns, schools, ({ urn }) => urn);
  };
  const loader = ofContext.get(key) ?? new DataLoader(load);
  ofContext.set(key, loader);
  return loader;
}

/**
 * Options of a field of schools that reads a relation.
 * @param pick called with the arguments, returns what the field returns of the rows
 */
export const related = <Value, Args extends object, Result>(
  relation: Relation<Value>,
  pick: (args: Args) => (value: Value) => Result,
) => ({
  reads: [relation],
  resolve: (school: { readonly urn: number }, args: Args, context: Context, info: GraphQLResolveInfo) => {
    const resultOf = pick(args);
    const related = (row: object) => (row as Record<string, Value>)[relation.name] as Value;
    if (relation.name in school) return resultOf(related(school));
    // The school was read elsewhere, without what the document selects.
    return loaderOf(context, info)
      .load(school.urn)
      .then((row) => resultOf(related(row!)));
  },
});

const statements = new WeakMap<FieldNode, Map<string, Statement>>();

/** Per field of a document: it has few shapes, unless a client tries many. */
const maxStatements = 50;

/** All that the text depends on is in its key. */
function statementFor<Given extends object>(
  { viewer }: Context,
  info: GraphQLResolveInfo,
  root: Root<Given>,
  given: Given,
): Statement {
  const [node] = info.fieldNodes;
  const known = statements.get(node!) ?? new Map<string, Statement>();
  statements.set(node!, known);
  const nodes = info.fieldNodes.map(numberOf);
  const shape = shapeOf(given, (values: Values) => values.given as Given);
  const key = JSON.stringify([viewer.role, numberOf(info.schema), nodes, flags(info), root.name, shape]);
  const statement = known.get(key) ?? plan({ info, viewer: { role: viewer.role } }, root, shape);
  if (!known.has(key) && known.size === maxStatements) known.clear();
  known.set(key, statement);
  return statement;
}

const numbers = new WeakMap<object, number>();
let last = 0;

function numberOf(object: object): number {
  const number = numbers.get(object) ?? ++last;
  numbers.set(object, number);
  return number;
}

/** The variables that `@skip` and `@include` can name, and their values. */
const flags = ({ operation, variableValues }: GraphQLResolveInfo) =>
  operation.variableDefinitions?.map(({ variable: { name } }) => {
    const value = variableValues[name.value];
    return typeof value === "boolean" ? value : null;
  });

function plan<Given extends object>(
  request: Request & { readonly info: GraphQLResolveInfo },
  root: Root<Given>,
  shape: Given,
): Statement {
  const { info } = request;
  const school = info.schema.getType("School") as GraphQLObjectType;
  const selected = selectKeys(schoolKeys);
  const asked = new Set<string>();
  const select = (type: GraphQLObjectType, nodes: readonly FieldNode[]) => {
    for (const merged of subfields(type, nodes, request).values()) {
      const { value: name } = merged[0]!.name;
      asked.add(name);
      const below = getNamedType(type.getFields()[name]?.type);
      if (below === school) selectFields(selected, school, merged, request);
      else if (isObjectType(below)) select(below, merged);
    }
  };
  const type = getNamedType(info.returnType);
  if (info.parentType === school) selectField(selected, school.getFields()[info.fieldName]!, info.fieldNodes, request);
  else if (isObjectType(type) && type !== school) select(type, info.fieldNodes);
  else selectFields(selected, school, info.fieldNodes, request);
  const items = asked.size === 0 || ["nodes", "edges", "pageInfo"].some((name) => asked.has(name));
  const parts = new Map<string, Json>();
  if (items) parts.set("schools", rowsAsJson(root.schools(shape, asked) as Rows, "school", selected));
  if (root.total && asked.has("totalCount")) parts.set("total", numberAsJson(root.total(shape)));
  return statementOf(parts);
}
