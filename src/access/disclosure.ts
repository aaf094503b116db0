// How secret rows leave the database: within the viewer's scope and with their audit entry, in one statement.
import DataLoader from "dataloader";
import { type Expression, type ExpressionBuilder, sql as expression, type QueryCreator } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { Database } from "../database/database.js";
import { anyOf, build, type Tables } from "../database/query-builder.js";
import { readBy, recordRead } from "./audit.js";
import type { SchoolSet, Scope, Viewer } from "./viewer.js";

/** Builds queries that can read `scoped`: the requested URNs that are in scope. */
export type Scoped = QueryCreator<Tables & { scoped: { urn: number } }>;

interface Disclosure<Row> {
  readonly viewer: Viewer;
  readonly scope: Scope;
  readonly urns: readonly number[];
  /** Subject of the audit entry. */
  readonly subject: "target" | "partnership" | "cohort" | "attendance";
  /** Name of the client's GraphQL operation. */
  readonly operation?: string;
  /** The rows. Must join `scoped`: nothing else keeps rows outside the scope from being returned. */
  readonly select: (from: Scoped) => Expression<Row>;
  /** The columns that hold URNs, all of which the audit entry names. Default: `urn`. */
  readonly audited?: readonly string[];
}

/**
 * Rows in the viewer's scope, and their audit entry, which PostgreSQL inserts although nothing selects from it. What one
 * request asks for together is one statement. Runs no SQL if the scope or `urns` is empty. No rows, no audit entry.
 */
export async function disclose<Row extends SchoolRow>(database: Database, disclosure: Disclosure<Row>): Promise<Row[]> {
  const requested = new Set(disclosure.urns);
  // Leaves out single schools that were not requested. In a set of schools, null means any.
  const scope = disclosure.scope.filter(({ urn }) => urn === null || requested.has(urn));
  if (scope.length === 0 || requested.size === 0) return [];
  const loader = loaders.get(database) ?? new DataLoader((all) => discloseTogether(database, all), { cache: false });
  loaders.set(database, loader);
  const rows = await loader.load({ ...disclosure, scope });
  return rows as Row[];
}

interface SchoolRow {
  readonly urn: number;
}

/** Requests share no loader, since each has a database of its own. */
const loaders = new WeakMap<Database, DataLoader<Disclosure<SchoolRow>, SchoolRow[]>>();

type Name = `disclosed${number}`;
type WithDisclosed = QueryCreator<Tables & Record<Name, SchoolRow>>;

async function discloseTogether(
  database: Database,
  disclosures: readonly Disclosure<SchoolRow>[],
): Promise<SchoolRow[][]> {
  const names = disclosures.map((_, index): Name => `disclosed${index}`);
  const withAll = disclosures.reduce(
    (query, disclosure, index) => withDisclosed(query, database, disclosure, names[index]!),
    build(database) as unknown as WithDisclosed,
  );
  const rows = await withAll
    .selectNoFrom(({ selectFrom }) => names.map((name) => jsonArrayFrom(selectFrom(name).selectAll()).as(name)))
    .executeTakeFirstOrThrow();
  return names.map((name) => (rows as Record<string, SchoolRow[]>)[name]!.map(camelCased));
}

/** Adds the rows as a CTE of this name, and their audit entry. */
function withDisclosed(
  query: WithDisclosed,
  database: Database,
  { viewer, scope, urns, subject, operation, select, audited = ["urn"] }: Disclosure<SchoolRow>,
  name: Name,
): WithDisclosed {
  const schools = expression.join(audited.map((column) => expression.ref(`${name}.${column}`)));
  const scoped = build(database)
    .selectFrom("school")
    .select("urn")
    .where("urn", "=", anyOf(urns))
    .where(isInOneOf(scope));
  return query
    .with(name, (from) => select(from.with("scoped", () => scoped) as unknown as Scoped))
    .with(`audit_of_${name}`, (from) =>
      recordRead(
        database,
        readBy(viewer, subject, operation),
        from
          .selectFrom(name)
          .crossJoin(expression<SchoolRow>`unnest(array[${schools}])`.as<"named">(expression`named (urn)`))
          .select(["named.urn", expression<null>`null::uuid`.as("runId")]),
      ),
    );
}

/** Rows in JSON have the names of their columns. */
const camelCased = (row: SchoolRow): SchoolRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value]),
  ) as unknown as SchoolRow;

/** A condition on `school`: that it is in one of the sets. */
export const isInOneOf = (sets: Scope) => {
  const [urns, trusts, authorities] = (["urn", "trustCode", "laCode"] as const).map((name) =>
    sets.map((set) => set[name]),
  );
  const scope = expression<SchoolSet>`unnest(${urns}::int[], ${trusts}::int[], ${authorities}::int[])`;
  return ({ exists, selectFrom }: ExpressionBuilder<Tables, "school">) =>
    exists(
      selectFrom(scope.as<"scope">(expression`scope (urn, trust_code, la_code)`)).where(({ eb, and, or, ref }) => {
        const fits = (name: keyof SchoolSet) =>
          or([eb(`scope.${name}`, "is", null), eb(`scope.${name}`, "=", ref(`school.${name}`))]);
        return and([fits("urn"), fits("trustCode"), fits("laCode")]);
      }),
    );
};
