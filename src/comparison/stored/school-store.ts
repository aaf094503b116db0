// Single schools in stored comparisons, for analysts and the department. Reads are audited like reads of cohorts.
import { type Expression, sql as expression, type Selectable } from "kysely";
import { readBy, recordRead } from "../../access/audit.js";
import { mayAnalyse, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { inOrder } from "../../database/in-order.js";
import { anyOf, build, type Tables } from "../../database/query-builder.js";
import { refuse } from "../../errors.js";
import type { Block } from "../../population/population.js";
import { type ComparedSchool, type Comparison, namesOfPairs, type SchoolPair } from "./comparison.js";

type Row = Selectable<Tables["comparisonSchool"]>;

interface ReadOptions {
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** Of what a reader needs to know of the comparison. */
type Lists = Pick<Comparison, "id" | "names">;

/**
 * Schools of a complete comparison, aligned with `urns`: null for a school that is not in it, and all null without SQL
 * unless the viewer may analyse. One statement.
 */
export async function comparedSchools(
  database: Database,
  viewer: Viewer,
  { id, names }: Lists,
  urns: readonly number[],
  options: ReadOptions = {},
): Promise<(ComparedSchool | null)[]> {
  if (!mayAnalyse(viewer) || urns.length === 0) return urns.map(() => null);
  const rows = await readAudited(database, viewer, id, options, schoolsOf(database, id).where("urn", "=", anyOf(urns)));
  const schools = rows.map((row) => ({
    urn: row.urn,
    block: row.block as Block,
    pairs: pairsOf(row, names),
    whatIf: whatIfOf(row, names),
  }));
  return inOrder(urns, schools, ({ urn }) => urn);
}

/**
 * The schools whose peers in two lists differ most, in the order of `mostDifferent`; none before the comparison is
 * complete, and none without SQL unless the viewer may analyse. One statement.
 * @param pair the names of both lists, in the order of the comparison
 * @throws KindredError BAD_ARGUMENT if the comparison does not have these two lists in this order
 */
export async function mostDifferentSchools(
  database: Database,
  viewer: Viewer,
  { id, names }: Lists,
  pair: { readonly strategy: string; readonly other: string; readonly first: number },
  options: ReadOptions = {},
): Promise<SchoolPair[]> {
  if (!mayAnalyse(viewer)) return [];
  const pairs = namesOfPairs(names);
  const at = pairs.findIndex(({ strategy, other }) => strategy === pair.strategy && other === pair.other);
  if (at < 0) {
    const known = pairs.map(({ strategy, other }) => `${strategy} and ${other}`).join("; ");
    refuse(
      `There are no lists ${pair.strategy} and ${pair.other}, in this order. Use, as strategy and other: ${known}.`,
    );
  }
  const entry = (column: "depth" | "jaccard" | "rboExt") =>
    expression<number>`${expression.ref(column)}[${at + 1}::int]`;
  const order = [entry("jaccard"), entry("rboExt"), expression.ref("urn")];
  const select = schoolsOf(database, id)
    .where(entry("depth"), ">", 0)
    .orderBy(expression.join(order))
    .limit(pair.first);
  const rows = await readAudited(database, viewer, id, options, select);
  return rows
    .map((row) => pairsOf(row, names)[at]!)
    .sort((a, b) => a.jaccard! - b.jaccard! || a.rboExt! - b.rboExt! || a.urn - b.urn);
}

const schoolsOf = (database: Database, id: string) =>
  build(database)
    .selectFrom("comparisonSchool")
    .innerJoin("comparison", "comparison.id", "comparisonSchool.comparisonId")
    .where("comparison.id", "=", id)
    .where("completedAt", "is not", null)
    .selectAll("comparisonSchool");

/** The rows, with one audit entry that names their schools and the unpublished runs of the comparison. */
async function readAudited(
  database: Database,
  viewer: Viewer,
  id: string,
  { operation }: ReadOptions,
  select: Expression<Row>,
): Promise<Row[]> {
  const rows = await build(database)
    .with("found", () => select)
    .with("audit", (from) =>
      recordRead(
        database,
        readBy(viewer, "cohort", operation),
        from
          .selectFrom(["found", "run"])
          .leftJoin("publishedRun", "publishedRun.id", "run.id")
          .where("run.id", "=", expression<string>`any((SELECT run_ids FROM comparison WHERE id = ${id})::uuid[])`)
          .where("publishedRun.id", "is", null)
          .select(["found.urn", "run.id as runId"]),
      ),
    )
    .selectFrom("found")
    .selectAll()
    .execute();
  return rows as Row[];
}

const whatIfOf = ({ whatIf }: Row, names: readonly string[]): ComparedSchool["whatIf"] =>
  names.map((name, at) => ({ name, value: whatIf[at] ?? null }));

/** The entries of the arrays, with null where a list has no peers. */
function pairsOf(row: Row, names: readonly string[]): SchoolPair[] {
  return namesOfPairs(names).map((pair, at) => ({
    urn: row.urn,
    ...pair,
    depth: row.depth[at]!,
    shared: row.shared[at] ?? null,
    jaccard: row.jaccard[at] ?? null,
    containment: row.containment[at] ?? null,
    rboLow: row.rboLow[at] ?? null,
    rboResidual: row.rboResidual[at] ?? null,
    rboExt: row.rboExt[at] ?? null,
  }));
}
