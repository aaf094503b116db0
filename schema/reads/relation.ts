// What a field can read beside a column of its object's row: a calculated value, or rows of another published table.
import type { Expression, ExpressionBuilder, Kysely, SelectQueryBuilder } from "kysely";
import type { Viewer } from "../../src/access/viewer.js";
import type { PublicTableName } from "../../src/database/public-role.js";
import { type Tables, unbound } from "../../src/database/query-builder.js";

type Camel<Name> = Name extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name;

/** The tables that anyone may read: a read can name no other. */
export type PublicTables = Pick<Tables, Extract<Camel<PublicTableName>, keyof Tables>>;
export type PublicTable = keyof PublicTables;

/** Builds statements that name no other. */
export const published = unbound as unknown as Kysely<PublicTables>;

/** Selects rows of one table; `school.urn` is of the row that they belong to. */
export type Rows = SelectQueryBuilder<PublicTables, PublicTable, object>;
export type From = ExpressionBuilder<PublicTables, PublicTable>;

/** A value that the database calculates from the row. */
export interface Calculated {
  readonly name: string;
  readonly value: (from: From) => Expression<unknown>;
}

export const calculated = (name: string, value: Calculated["value"]): Calculated => ({ name, value });

/** Rows of a table that belong to a row; in its object, `name` is an array of them, or the row or null. */
export interface Relation<Value = unknown> {
  readonly name: string;
  readonly table: PublicTable;
  readonly list: boolean;
  /** What is read whatever is selected: resolvers can rely on it. */
  readonly keys: readonly (string | Calculated)[];
  /** Who reads it ahead. Default: everyone. For others, resolvers have another way. */
  readonly when?: (viewer: Pick<Viewer, "role">) => boolean;
  /** @param given slots of the values of `given` */
  readonly rows: (from: From, given: never) => Rows;
  /**
   * Values for `rows`, from the arguments of all fields that read the relation (and of the fields of the same row that
   * they are in). Their rows are read together, so the values can only widen what is read, and each field picks its own.
   * They are parameters: the text never depends on them.
   */
  readonly given?: (args: readonly Readonly<Record<string, unknown>>[]) => object;
  /** The type of the value. */
  readonly valueType?: Value;
}

interface Options<Given> extends Partial<Pick<Relation, "keys" | "when">> {
  readonly given?: (args: readonly Readonly<Record<string, unknown>>[]) => Given & object;
  readonly rows: (from: From, given: Given) => object;
}

const relation =
  (list: boolean) =>
  <Value, Given = object>(
    name: string,
    table: PublicTable,
    { keys = [], rows, ...options }: Options<Given>,
  ): Relation<Value> => ({ name, table, list, keys, rows: rows as Relation["rows"], ...options });

/** Several rows: `Value` is an array. */
export const many = relation(true);
/** A row or none: `Value` can be null. */
export const one = relation(false);

/** The fields of the field's type are of the same row. */
export const sameRow = Symbol("same row");

/** What a field reads: a column, a calculated value, or rows. */
export type Read = string | Calculated | Relation | typeof sameRow;

export const isRelation = (read: Read): read is Relation => typeof read === "object" && "table" in read;
