// One statement for all that is selected: rows as JSON, and in them the rows that belong to them. The JSON is written as
// text, value by value: PostgreSQL's own functions look up the type of each value anew, three quarters of their time.
import { getArgumentValues } from "graphql";
import { type Expression, sql as expression, expressionBuilder, type RawBuilder } from "kysely";
import { unbound } from "../../src/database/query-builder.js";
import { getDatamodel } from "../generated/pothos.js";
import type { Related, Selected } from "./look-ahead.js";
import type { Calculated, From, PublicTable, Rows } from "./relation.js";
import { Slot, slotsOf } from "./slot.js";

/** The values of one execution. */
export interface Values {
  readonly variables: Record<string, unknown>;
  readonly given: unknown;
}

export interface Statement {
  readonly text: string;
  /** In the order of the text. */
  readonly parameters: (values: Values) => unknown[];
}

/** A value as JSON in a text, never SQL's null. */
export type Json = RawBuilder<string>;

/** A statement with one row and the column `answer`: the parts as an object, as JSON text. */
export function statementOf(parts: ReadonlyMap<string, Json>): Statement {
  const { sql: text, parameters } = expression`select ${objectOf(parts)} as answer`.compile(unbound);
  return {
    text,
    parameters: (values) => parameters.map((value) => (value instanceof Slot ? value.valueIn(values as never) : value)),
  };
}

/** The rows as an array, in their order. */
export const rowsAsJson = (rows: Rows, table: PublicTable, selected: Selected): Json =>
  expression`(select coalesce('[' || string_agg("row", ',') || ']', '[]') from ${rowsOf(rows, table, selected)} as "rows")`;

const rowAsJson = (rows: Rows, table: PublicTable, selected: Selected): Json =>
  expression`coalesce(${rowsOf(rows, table, selected)}, 'null')`;

export const numberAsJson = (value: Expression<number | boolean>): Json =>
  expression`coalesce((${value})::text, 'null')`;

const valueAsJson = (value: Expression<unknown>): Json => expression`coalesce(to_json(${value})::text, 'null')`;

const from: From = expressionBuilder();

const rowsOf = (rows: Rows, table: PublicTable, { columns, relations }: Selected) =>
  rows.select(
    objectOf(
      new Map([
        ...Array.from(columns, ([name, column]) => [name, columnAsJson(table, column)] as const),
        ...Array.from(relations, ([name, related]) => [name, relatedRows(related)] as const),
      ]),
    ).as("row"),
  );

function objectOf(members: ReadonlyMap<string, Json>): Json {
  if (members.size === 0) return expression.lit("{}");
  const texts = Array.from(members, ([name, value], index) => {
    const before = `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`;
    return expression`${expression.lit(before)} || ${value}`;
  });
  return expression`${expression.join(texts, expression` || `)} || '}'`;
}

function columnAsJson(table: PublicTable, column: string | Calculated): Json {
  if (typeof column !== "string") return valueAsJson(column.value(from));
  const value = expression.ref<number | boolean>(`${table}.${column}`);
  return numbers.has(`${table}.${column}`) ? numberAsJson(value) : valueAsJson(value);
}

/** Columns whose values are the same in a text and in JSON. */
const numbers: ReadonlySet<string> = new Set(
  Object.entries(getDatamodel().datamodel.models).flatMap(([model, { fields }]) =>
    fields
      .filter(({ type, isList }) => !isList && ["Int", "BigInt", "Decimal", "Float", "Boolean"].includes(type))
      .map(({ name }) => `${model[0]!.toLowerCase()}${model.slice(1)}.${name}`),
  ),
);

function relatedRows({ relation, uses, selected }: Related): Json {
  const { table, list, rows, given = () => ({}) } = relation;
  const argumentsIn = ({ variables }: Values) =>
    uses.map((fields) =>
      Object.assign({}, ...fields.map(({ field, node }) => getArgumentValues(field, node, variables))),
    );
  const slots = slotsOf(given([{}]), (values: Values) => given(argumentsIn(values)));
  return (list ? rowsAsJson : rowAsJson)(rows(from, slots as never), table, selected);
}
