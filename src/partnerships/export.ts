// Reads the links of a plan for an export: all for the department, those of schools in scope for others.
import { scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type ExportOptions, type IdOrYear, readEverySchool } from "../runs/export/every-school.js";
import { originOf } from "../runs/export/manifest.js";
import type { Cells, SecretExport } from "../runs/export/secret-files.js";
import { runsById } from "../runs/store.js";
import { findPlan, type PartnershipRow, partnershipsOf } from "./store.js";

/** A line of `partnerships.jsonl`. */
type ExportedLink = Omit<PartnershipRow, "planId" | "baseYear">;

/**
 * A plan by its id, superseded ones included, for the department alone; or the current plan of a base year. The schools
 * in scope that seek a partner. Audited as an export of targets: an entry for each batch, which names its schools. The
 * manifest has the plan's parameters and the run only for the department.
 * @throws KindredError NOT_FOUND if the viewer may read no link of the plan | CONFLICT if another plan becomes current
 *   meanwhile | CANCELLED
 */
export async function exportPartnerships(
  database: Database,
  viewer: Viewer,
  which: IdOrYear,
  options: ExportOptions,
): Promise<SecretExport<ExportedLink>> {
  const given = { ...("year" in which ? which : { planId: which.id }), operation: "kindred export" };
  const read = (urns: readonly number[]) => partnershipsOf(database, viewer, urns, given);
  const inScope = scopeOf(viewer, "PARTNERSHIPS").length > 0;
  const rows = inScope ? await readEverySchool(database, options, read) : [];
  const [first] = rows;
  if (!first) throw notFound(which);
  const { planId, baseYear } = first;
  if (rows.some((row) => row.planId !== planId))
    throw new KindredError("CONFLICT", `Another plan of ${baseYear} was arranged during the export. Export it again.`);
  const plan = await findPlan(database, viewer, planId);
  const [run] = plan ? await runsById(database, viewer, [plan.runId]) : [];
  const counts: Partial<Record<PartnershipRow["status"], number>> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  const about = {
    plan: { id: planId, baseYear, ...(plan && { status: plan.status, parameters: plan.parameters }) },
    ...(run && originOf(run)),
    counts,
  };
  return { name: "partnerships", rows: rows.map(({ planId: _, baseYear: __, ...link }) => link), cells, about };
}

const notFound = (which: IdOrYear) =>
  new KindredError(
    "NOT_FOUND",
    "year" in which
      ? `No arranged partnerships of ${which.year} were found. Give the base year of their run, which kindred runs lists.`
      : `No arranged partnerships ${which.id} were found.`,
  );

const cells: Cells<ExportedLink> = {
  urn: ({ urn }) => urn,
  partner: ({ partnerUrn }) => partnerUrn,
  status: ({ status }) => status,
  reason: ({ reason }) => reason,
  rank: ({ rank }) => rank,
  distance: ({ distance }) => distance,
  kilometres: ({ kilometres }) => kilometres,
  gap: ({ gap }) => gap,
};
