// The query builder: Kysely over a database or a transaction. Its tables follow from `schema.prisma`, in camel case:
// `runSeparation.publishedRunId` is run_separation.published_run_id.
import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  sql as expression,
  type Generated,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { Sql } from "./database.js";
import type { Prisma } from "./generated/client.js";

/** A value as a statement returns it; see `Sql`. `$narrowType` gives JSON its type; JSON is written as text. */
type Value<Scalar> = Prisma.JsonObject extends Scalar
  ? unknown
  : Scalar extends Prisma.Decimal | bigint
    ? string
    : Scalar;

/** A column that `Create` may leave out has a default. */
type Table<Scalars, Create> = {
  [Name in keyof Scalars]: Name extends keyof Create
    ? undefined extends Create[Name]
      ? Generated<Value<Scalars[Name]>>
      : Value<Scalars[Name]>
    : never;
};

type Models = Prisma.TypeMap["model"];
type CreateOf<Name extends keyof Models> = Exclude<
  NonNullable<Models[Name]["operations"]["createMany"]["args"]["data"]>,
  readonly unknown[]
>;

export type Tables = {
  [Name in keyof Models as Uncapitalize<Name>]: Table<Models[Name]["payload"]["scalars"], CreateOf<Name>>;
};

/** The number of rows. */
export const rowCount = expression<number>`count(*)::int`.as("count");

/** The time of the transaction. */
export const now = expression<Date>`now()`;

/** This many milliseconds after `now`. */
export const later = (milliseconds: number) =>
  expression<Date>`now() + ${milliseconds}::float8 * interval '1 millisecond'`;

/** One of the values, a list that may be empty: `where("status", "=", anyOf(statuses))`. */
export const anyOf = <Value>(values: readonly Value[]) => expression<Value>`any(${values})`;

/** Keys of JSON values stay as they are. */
const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });

const builders = new WeakMap<Sql, Kysely<Tables>>();

/** Builds statements that run on `sql`, in its transaction if it is one. */
export function build(sql: Sql): Kysely<Tables> {
  const known = builders.get(sql);
  if (known) return known;
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql: text, parameters }: CompiledQuery) => ({
      rows: await sql.query<Row>(text, parameters),
    }),
    streamQuery() {
      throw new Error("Kindred reads pages, not streams.");
    },
  };
  const noTransactions = async () => {
    throw new Error("Begin a transaction with Database.transaction.");
  };
  const builder = new Kysely<Tables>({
    plugins: [camelCase],
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: noTransactions,
        commitTransaction: noTransactions,
        rollbackTransaction: noTransactions,
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
    },
  });
  builders.set(sql, builder);
  return builder;
}

/** Builds statements that run elsewhere. */
export const unbound = build({
  query: async () => {
    throw new Error("This builder has no database.");
  },
  script: async () => {},
});
