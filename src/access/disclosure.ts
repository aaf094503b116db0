// How secret rows leave the database: within the viewer's scope and with their audit entry, in one statement.
import { type Expression, type ExpressionBuilder, sql as expression, type QueryCreator } from "kysely";
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
  readonly subject: "target" | "partnership" | "cohort";
  /** Name of the client's GraphQL operation. */
  readonly operation?: string;
  /** The rows. Must join `scoped`: nothing else keeps rows outside the scope from being returned. */
  readonly select: (from: Scoped) => Expression<Row>;
  /** The columns that hold URNs, all of which the audit entry names. Default: `urn`. */
  readonly audited?: readonly (keyof Row & string)[];
}

/**
 * Rows in the viewer's scope, and their audit entry, which PostgreSQL inserts although nothing selects from it. Runs no
 * SQL if the scope or `urns` is empty. No rows, no audit entry.
 */
export async function disclose<Row extends { readonly urn: number }>(
  database: Database,
  { viewer, scope, urns, subject, operation, select, audited = ["urn"] }: Disclosure<Row>,
): Promise<Row[]> {
  const requested = new Set(urns);
  // Leaves out single schools that were not requested. In a set of schools, null means any.
  const sets = scope.filter(({ urn }) => urn === null || requested.has(urn));
  if (sets.length === 0 || urns.length === 0) return [];
  const schools = expression.join(audited.map((column) => expression.ref(`disclosed.${column}`)));
  const rows = await build(database)
    .with("scoped", (from) =>
      from.selectFrom("school").select("urn").where("urn", "=", anyOf(urns)).where(isInOneOf(sets)),
    )
    .with("disclosed", select)
    .with("audit", (from) =>
      recordRead(
        database,
        readBy(viewer, subject, operation),
        from
          .selectFrom("disclosed")
          .crossJoin(expression<{ urn: number }>`unnest(array[${schools}])`.as<"named">(expression`named (urn)`))
          .select(["named.urn", expression<null>`null::uuid`.as("runId")]),
      ),
    )
    .selectFrom("disclosed")
    .selectAll()
    .execute();
  return rows as Row[];
}

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
