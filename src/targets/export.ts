// Reads the targets of a set for an export: all for the department, those of schools in scope for others.
import { scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type ExportOptions, type IdOrYear, readEverySchool } from "../runs/export/every-school.js";
import { originOf } from "../runs/export/manifest.js";
import type { Cells, SecretExport } from "../runs/export/secret-files.js";
import { runsById } from "../runs/store.js";
import { originsOf } from "./set-store.js";
import { draftTargetsOf, type TargetRow, targetsOf } from "./store.js";
import type { BaselineFigure, Outcome } from "./target.js";

const operation = "kindred export";

/**
 * A set by its id, drafts included, for the department alone; or the set issued for a target year. Each batch of schools
 * is read and audited in one statement, whose entry names the schools: it cannot name a set, and a search of the audit
 * for a school must find who read its target. The manifest has the policy and the run only if the viewer may read them.
 * @throws KindredError NOT_FOUND if the viewer may read no target of the set | CONFLICT if another set is issued
 *   meanwhile | CANCELLED
 */
export async function exportTargets(
  database: Database,
  viewer: Viewer,
  which: IdOrYear,
  options: ExportOptions,
): Promise<SecretExport<ExportedTarget>> {
  const rows = scopeOf(viewer, "TARGETS").length > 0 ? await readTargets(database, viewer, which, options) : [];
  const [first] = rows;
  if (!first) throw notFound(which);
  const { setId, baseYear, targetYear, status } = first;
  if (rows.some((row) => row.setId !== setId))
    throw new KindredError("CONFLICT", `Another set was issued for ${targetYear} during the export. Export it again.`);
  const [origin] = await originsOf(database, viewer, [setId], { operation });
  const [run] = origin ? await runsById(database, viewer, [origin.runId]) : [];
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const set = { id: setId, baseYear, targetYear, status };
  const about = { set, ...(origin && { policy: origin.policy }), ...(run && originOf(run)), counts };
  return { name: "targets", rows: rows.map(exportedTarget), cells, about };
}

const readTargets = (database: Database, viewer: Viewer, which: IdOrYear, options: ExportOptions) =>
  readEverySchool<TargetRow>(database, options, (urns) =>
    "year" in which
      ? targetsOf(database, viewer, urns, { year: which.year, operation })
      : draftTargetsOf(database, viewer, which.id, urns, { operation }),
  );

const notFound = (which: IdOrYear) =>
  new KindredError(
    "NOT_FOUND",
    "year" in which
      ? `No target set that is issued for ${which.year} was found. List the sets: kindred targets list`
      : `No complete target set ${which.id} was found. List the sets: kindred targets list`,
  );

type ExportedTarget = ReturnType<typeof exportedTarget>;

/** A line of `targets.jsonl`. Percentages and percentage points are decimal text, as in `parts`. */
const exportedTarget = ({ urn, outcome, target, baseline, baselineKind, flags, parts }: TargetRow) => ({
  urn,
  outcome,
  target: target?.toFixed(1) ?? null,
  baseline: baseline?.toFixed(6) ?? null,
  baselineKind,
  flags,
  parts,
});

const cells: Cells<ExportedTarget> = {
  urn: ({ urn }) => urn,
  outcome: ({ outcome }) => outcome,
  target: ({ target }) => target,
  baseline: ({ baseline }) => baseline,
  baselineKind: ({ baselineKind }) => baselineKind,
  flags: ({ flags }) => flags.join(" "),
  peers: ({ parts }) => parts.peers,
  median: ({ parts }) => parts.median,
  contribution: ({ parts }) => parts.contribution,
  improvement: ({ parts }) => parts.improvement,
  improvementShown: ({ parts }) => parts.improvementShown,
  universalOnly: ({ parts }) => parts.universalOnly?.why,
  missing: ({ parts }) => parts.universalOnly?.missing?.join(" "),
  shockMean: ({ parts }) => parts.shock?.mean,
  shockDifference: ({ parts }) => parts.shock?.difference,
  shockFigures: ({ parts }) => parts.shock?.figures.map(figureAsText).join("; "),
  code: ({ parts }) => parts.code,
  successor: ({ parts }) => parts.successor,
  sources: ({ parts }) => parts.sources.map(figureAsText).join("; "),
};

/** `100001 2022/23 92.5 3:17`, the last being file and line, and the weight if it has one. */
const figureAsText = ({ urn, year, attendance, file, line, weight }: BaselineFigure) =>
  [urn, year, attendance, `${file}:${line}`, weight ?? []].flat().join(" ");
