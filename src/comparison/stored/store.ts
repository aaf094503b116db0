// Reads stored comparisons, and their figures. Every function checks the viewer before any SQL.
import { mayAnalyse, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { inOrder } from "../../database/in-order.js";
import { type Page, type PageRequest, selectPage } from "../../database/pages.js";
import { anyOf, build, rowCount } from "../../database/query-builder.js";
import { isUuid } from "../../database/uuid.js";
import { KindredError, refuse } from "../../errors.js";
import type { Figure } from "../figure.js";
import type { Comparison, StoredRequest } from "./comparison.js";

export { comparedSchools, mostDifferentSchools } from "./school-store.js";

const selectComparisons = (database: Database) =>
  build(database)
    .selectFrom("comparison")
    .innerJoin("job", "job.id", "comparison.jobId")
    .select(["comparison.id", "fingerprint", "engineVersion", "baseYear", "runIds", "names", "request", "notes"])
    .select(["status", "stage", "done", "total", "errorCode", "error", "jobId"])
    .select(["comparison.createdAt", "startedAt", "completedAt"])
    .$narrowType<{ request: StoredRequest } & Pick<Comparison, "status" | "errorCode">>();

/** Comparisons of any status, newest first. Empty without SQL unless the viewer may analyse. */
export async function findComparisons(
  database: Database,
  viewer: Viewer,
  page: PageRequest,
): Promise<Page<Comparison>> {
  if (!mayAnalyse(viewer)) return { items: [], hasNextPage: false };
  return selectPage({ rows: selectComparisons(database), at: "comparison.createdAt", id: "comparison.id" }, page);
}

/** The number of comparisons that `findComparisons` pages through; 0 without SQL unless the viewer may analyse. */
export async function countComparisons(database: Database, viewer: Viewer): Promise<number> {
  if (!mayAnalyse(viewer)) return 0;
  const { count } = await build(database).selectFrom("comparison").select(rowCount).executeTakeFirstOrThrow();
  return count;
}

/** Aligned with `ids`; null where there is none, and all null without SQL unless the viewer may analyse. One statement. */
export async function comparisonsById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(Comparison | null)[]> {
  const keys = ids.map((id) => id.toLowerCase());
  const validIds = mayAnalyse(viewer) ? keys.filter(isUuid) : [];
  if (validIds.length === 0) return ids.map(() => null);
  const rows = await selectComparisons(database).where("comparison.id", "=", anyOf(validIds)).execute();
  return inOrder(keys, rows, ({ id }) => id);
}

/** @throws KindredError NOT_FOUND */
export async function requireComparison(database: Database, viewer: Viewer, id: string): Promise<Comparison> {
  const [comparison] = await comparisonsById(database, viewer, [id]);
  if (!comparison) throw new KindredError("NOT_FOUND", `Comparison ${id} cannot be found.`);
  return comparison;
}

/** A figure of a comparison with its position in the order of `figures.csv`, from 0. */
export interface StoredFigure extends Figure {
  readonly position: number;
}

const filterColumns = ["section", "measure", "strategy", "other", "block", "group", "level", "attribute"] as const;

/** Only figures with these values. Null and undefined: any. */
type FigureFilter = { readonly [Name in (typeof filterColumns)[number]]?: Figure[Name] | null };

const given = (filter: FigureFilter) => filterColumns.filter((name) => filter[name] != null);

const completeFigures = (database: Database, id: string) =>
  build(database)
    .selectFrom("comparisonFigure")
    .innerJoin("comparison", "comparison.id", "comparisonFigure.comparisonId")
    .where("comparison.id", "=", id)
    .where("completedAt", "is not", null);

const filteredFigures = (database: Database, id: string, filter: FigureFilter) =>
  given(filter).reduce(
    (figures, name) => figures.where(`comparisonFigure.${name}`, "=", filter[name]!),
    completeFigures(database, id),
  );

/**
 * The figures after position `after`, at most `first`; none before the comparison is complete, and none without SQL
 * unless the viewer may analyse.
 * @throws KindredError BAD_ARGUMENT if no figure has a value of the filter
 */
export async function figuresOf(
  database: Database,
  viewer: Viewer,
  id: string,
  { filter, first, after = -1 }: { readonly filter: FigureFilter; readonly first: number; readonly after?: number },
): Promise<StoredFigure[]> {
  if (!mayAnalyse(viewer)) return [];
  const figures = await filteredFigures(database, id, filter)
    .where("position", ">", after)
    .orderBy("position")
    .limit(first)
    .selectAll("comparisonFigure")
    .$castTo<StoredFigure>()
    .execute();
  if (figures.length === 0 && after < 0) await assertKnown(database, id, filter);
  return figures;
}

/** The number of figures that `figuresOf` pages through; 0 without SQL unless the viewer may analyse. */
export async function countFigures(
  database: Database,
  viewer: Viewer,
  id: string,
  filter: FigureFilter,
): Promise<number> {
  if (!mayAnalyse(viewer)) return 0;
  const { count } = await filteredFigures(database, id, filter).select(rowCount).executeTakeFirstOrThrow();
  return count;
}

async function assertKnown(database: Database, id: string, filter: FigureFilter): Promise<void> {
  for (const name of given(filter)) {
    const column = `comparisonFigure.${name}` as const;
    const rows = await completeFigures(database, id).select(`${column} as value`).distinct().orderBy("value").execute();
    const values = rows.map(({ value }) => value);
    if (values.length === 0 || values.includes(filter[name]!)) continue;
    refuse(
      `${name}: no figure of this comparison has ${JSON.stringify(filter[name])}. Use: ${values.map((value) => value || '""').join(", ")}.`,
    );
  }
}
