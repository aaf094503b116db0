// One statement for all that is selected: rows as JSON, and in them the rows that belong to them.
import { getArgumentValues } from "graphql";
import { type Expression, sql as expression, expressionBuilder } from "kysely";
import { jsonArrayFrom, jsonObjectFrom } from "kysely/helpers/postgres";
import { unbound } from "../../src/database/query-builder.js";
import type { Related, Selected } from "./look-ahead.js";
import type { From, PublicTables, Rows } from "./relation.js";
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

/** A statement with one row and the column `answer`: the parts as an object, as JSON text. */
export function statementOf(parts: Readonly<Record<string, Expression<unknown>>>): Statement {
  const members = Object.entries(parts).flatMap(([name, part]) => [expression.lit(name), part]);
  const answer = expression`select json_build_object(${expression.join(members)})::text as answer`;
  const { sql: text, parameters } = answer.compile(unbound);
  return {
    text,
    parameters: (values) => parameters.map((value) => (value instanceof Slot ? value.valueIn(values as never) : value)),
  };
}

/** The rows as a JSON array, in their order. */
export const rowsAsJson = (rows: Rows, table: keyof PublicTables, selected: Selected) =>
  jsonArrayFrom(withSelected(rows, table, selected));

const from: From = expressionBuilder();

function withSelected(rows: Rows, table: keyof PublicTables, { columns, relations }: Selected): Rows {
  const values = Array.from(columns, ([name, column]) =>
    named(name, typeof column === "string" ? expression.ref(`${table}.${column}`) : column.value(from)),
  );
  return rows.select([...values, ...Array.from(relations.values(), relatedRows)]);
}

function relatedRows({ relation, uses, selected }: Related) {
  const { name, table, list, rows, given = () => ({}) } = relation;
  const argumentsIn = ({ variables }: Values) =>
    uses.map((fields) =>
      Object.assign({}, ...fields.map(({ field, node }) => getArgumentValues(field, node, variables))),
    );
  const slots = slotsOf(given([{}]), (values: Values) => given(argumentsIn(values)));
  const found = withSelected(rows(from, slots as never), table, selected);
  return named(name, list ? jsonArrayFrom(found) : jsonObjectFrom(found));
}

/** Keeps the case of the name, which the query builder would change. */
const named = (name: string, value: Expression<unknown>) => expression`${value}`.as(expression.raw(`"${name}"`));
