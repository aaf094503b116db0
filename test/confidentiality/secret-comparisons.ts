// Comparisons of unpublished runs, complete and failed.
import type { Sql } from "../../src/database/database.js";
import { urns } from "../server/world.js";
import { canaryFigure, canaryText, type Owner } from "./canaries.js";
import { insert, uuid } from "./public-part.js";
import { addJob, jobOf, moment, runIds, type Twin } from "./secret-runs.js";

/** The second database lacks the last, which failed. */
export const comparisonIds = (twin: Twin): string[] =>
  [1, 2].slice(0, twin === 0 ? 2 : 1).map((number) => uuid(80 + twin, number));

/** The names of its lists. */
export const listNames = ["nearest-neighbour", "rule-bands"] as const;

/** @param owner of the canaries */
export async function addComparisons(sql: Sql, twin: Twin, owner: Owner): Promise<void> {
  for (const [at, id] of comparisonIds(twin).entries()) {
    const done = at === 0;
    const failure = { error_code: "CONFLICT", error: canaryText("comparison", owner) };
    const job = await addJob(sql, twin, id, "compare", done ? {} : { status: "FAILED", ...failure });
    await insert(sql, "comparison", [
      {
        id,
        fingerprint: `c0de${twin}${at}`,
        engine_version: "0.1.0",
        base_year: "2022/23",
        run_ids: runIds(twin).slice(at, at + 2),
        names: listNames,
        request: { attributes: ["fsm"], heldOut: null, seed: 1 + twin, p: 0.9, steadiness: false },
        job_id: job,
        completed_at: done ? moment(twin, 9) : null,
        notes: [canaryText("note", owner)],
        counts: done ? {} : null,
        created_at: moment(twin, 8 + at),
      },
    ]);
    await addFigures(sql, id, owner);
    await addSchools(sql, id, twin, owner);
  }
}

const addFigures = (sql: Sql, comparison_id: string, owner: Owner) =>
  insert(
    sql,
    "comparison_figure",
    ["jaccard", "rms", canaryText("measure", owner)].map((measure, position) => ({
      ...{ comparison_id, position, section: position === 1 ? "balance" : "agreement", measure, n: 60 },
      ...{ strategy: listNames[0], other: listNames[1], block: "all", group: "all", level: "all", attribute: "" },
      ...{ value: canaryFigure(position, owner), low: 61, high: 62 },
    })),
  );

const addSchools = (sql: Sql, comparison_id: string, twin: Twin, owner: Owner) =>
  insert(
    sql,
    "comparison_school",
    urns.slice(twin).map((urn) => ({
      ...{ comparison_id, urn, block: "SECONDARY", depth: [5], shared: [(urn % 5) + twin] },
      ...{ jaccard: [(urn % 9) / 10], containment: [0.5], rbo_low: [0.1], rbo_residual: [0.2], rbo_ext: [0.25] },
      what_if: [canaryFigure(urn, owner), null],
    })),
  );

/** Restores the comparisons after an analyst has started or cancelled one. */
export async function restoreComparisons(sql: Sql): Promise<void> {
  const ids = comparisonIds(0);
  await sql.query("DELETE FROM comparison WHERE id <> ALL($1::uuid[])", [ids]);
  await sql.query("DELETE FROM job WHERE kind = 'compare' AND id <> ALL($1::uuid[])", [ids.map(jobOf)]);
}
