// What differs: the same country with two different sets of secrets, in values, existence, number, order and times.
// Alike in both is only what the compared school may know: its own target, cohort, links and the grants about it.
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import type { Sql } from "../../src/database/database.js";
import { urns } from "../server/world.js";
import { canaryFigure, canaryTarget, canaryText } from "./canaries.js";
import { cohort, insert, populationContents, publishedRuns, uuid } from "./public-part.js";
import { addSecretClients } from "./secret-clients.js";

export type Twin = 0 | 1;

/** The school whose client is compared. */
export const ownUrn = 100_001;

/** Those of the one are the other's unknowns. */
export const secretIds = (twin: Twin) => ({
  runs: [1, 2, 3].slice(0, twin === 0 ? 3 : 2).map((n) => uuid(20 + twin, n)),
  sets: [1, 2, 3, 4].slice(0, twin === 0 ? 4 : 3).map((n) => uuid(30 + twin, n)),
  plans: [1, 2].slice(0, twin === 0 ? 2 : 1).map((n) => uuid(40 + twin, n)),
});

/** A moment of a kind of thing: other days, and another distance between them, in each database. */
const moment = (twin: Twin, n: number): string =>
  new Date(Date.UTC(2026, 2 + twin, 1 + n * (2 + twin), 7)).toISOString();

export async function addSecretPart(sql: Sql, twin: Twin): Promise<void> {
  await insert(sql, "population", [
    {
      id: `population-${twin}`,
      base_year: "2022/23",
      circumstances_year: "2022/23",
      schools: 60 - twin,
      blocks: {},
      contents: await populationContents(sql),
      created_at: moment(twin, 0),
    },
  ]);
  await insert(sql, "current_population", [
    {
      base_year: "2021/22",
      circumstances_year: "2022/23",
      composition: canaryText("composition", twin),
      figures_version: 7 + twin,
      population_id: `population-${twin}`,
    },
  ]);
  await sql.query("UPDATE figures_version SET version = version + $1", [100 + twin]);
  await addRuns(sql, twin);
  await addSets(sql, twin);
  await addPlans(sql, twin);
  await addSecretClients(sql, twin);
  await insert(
    sql,
    "rejected_row",
    urns
      .slice(0, 3 + twin)
      .map((line) => ({ file_id: 1, line, column: "x", value: canaryText("row", twin), reason: "" })),
  );
  const marks = [`${canaryText("fingerprint", twin)}`, `cohorts ${twin}`].slice(twin);
  await insert(
    sql,
    "fingerprint_mark",
    marks.map((fingerprint) => ({ fingerprint, mark: "FED_TARGET", at: moment(twin, 3) })),
  );
}

async function addJob(sql: Sql, twin: Twin, id: string, kind: string, status = "SUCCEEDED"): Promise<string> {
  const job = id.replace("-4000-", "-4001-");
  const error = status === "FAILED" ? { error_code: "STRATEGY_FAILED", error: canaryText("error", twin) } : {};
  await insert(sql, "job", [{ id: job, kind, payload: {}, status, ...error, created_at: moment(twin, 4) }]);
  return job;
}

/**
 * Published runs have one beside them that tells more; the rest nobody published. The one behind the school's target is
 * explained to it, so by what it finds peers is the same in both.
 */
async function addRuns(sql: Sql, twin: Twin) {
  const [behindTargets, ...others] = secretIds(twin).runs;
  const ids = [...publishedRuns, ...secretIds(twin).runs];
  for (const [at, id] of (twin === 0 ? ids : ids.toReversed()).entries()) {
    const failed = at === 4;
    await insert(sql, "run", [
      {
        id,
        fingerprint: `feedc0de${twin}${at}`,
        strategy: others.includes(id) ? canaryText("strategy", twin) : nearestNeighbour.name,
        version: nearestNeighbour.version,
        engine_version: "0.1.0",
        parameters: { k: id === behindTargets ? 9 : 5 + twin },
        constraints: {},
        population_id: `population-${twin}`,
        job_id: await addJob(sql, twin, id, "run", failed ? "FAILED" : "SUCCEEDED"),
        completed_at: failed ? null : moment(twin, at),
        created_at: moment(twin, at),
        summary: { schools: 60, matched: 60, unmatched: {}, blocks: {} },
        warnings: [],
        learnt: { weight: canaryText("learnt", twin) },
      },
    ]);
  }
  const rows = (run: string | undefined, step: number) => urns.map((urn) => ({ run_id: run, ...cohort(urn, step) }));
  const feeding = rows(behindTargets, 7 + twin).map((row) =>
    row.urn === ownUrn ? { ...cohort(ownUrn, 9), run_id: behindTargets } : row,
  );
  await insert(sql, "cohort", twin === 0 ? feeding : feeding.toReversed());
  for (const [at, run] of others.entries()) await insert(sql, "cohort", rows(run, 11 + at + twin));
}

/** One issued set that has the school's own target, others' as they come; and sets that it must not learn of. */
async function addSets(sql: Sql, twin: Twin) {
  const [run] = secretIds(twin).runs;
  const kinds =
    twin === 0
      ? (["ISSUED", "DRAFT", "SUPERSEDED", "EARLIER"] as const)
      : (["SUPERSEDED", "ISSUED", "DRAFTING"] as const);
  for (const [at, kind] of kinds.entries()) {
    const id = secretIds(twin).sets[at] as string;
    const year = kind === "EARLIER" ? "2022/23" : kind.startsWith("DRAFT") ? "2024/25" : "2023/24";
    const issued = kind === "ISSUED" || kind === "EARLIER";
    await insert(sql, "target_set", [
      {
        id,
        run_id: run,
        job_id: await addJob(sql, twin, id, "targets"),
        policy: { id: canaryText("policy", twin) },
        base_year: "2022/23",
        target_year: year,
        status: kind === "EARLIER" ? "ISSUED" : kind,
        issued_for: issued ? year : null,
        created_at: moment(twin, 5 + at),
        issued_at: issued ? moment(twin, 6 + at) : null,
      },
    ]);
    const schools = urns.filter((urn) => (urn === ownUrn ? kind !== "EARLIER" : twin === 0 || urn % 3 === 0));
    const where = kind === "ISSUED" ? "target" : kind === "SUPERSEDED" ? "superseded" : "draft";
    const rows = schools.map((urn) => target(id, urn, where, kind === "ISSUED" && urn === ownUrn ? "own" : twin));
    await insert(sql, "target", twin === 0 ? rows : rows.toReversed());
  }
}

function target(set_id: string, urn: number, where: "target" | "draft" | "superseded", twin: Twin | "own") {
  const none = twin === 1 && urn % 2 === 0;
  const figure = canaryFigure(urn, twin);
  return {
    set_id,
    urn,
    outcome: none ? "NO_BASELINE" : "SET",
    target: none ? null : canaryTarget(where, urn, twin),
    baseline: none ? null : figure,
    baseline_kind: none ? null : twin === 0 ? "THREE_YEAR" : "OWN",
    flags: twin === 0 ? ["SMALL", "SHOCK"] : ["MAINTAIN"],
    parts: {
      sources: [{ urn, year: "2022/23", attendance: figure, file: 1, line: 2 }],
      peers: 20,
      median: figure,
      contribution: figure,
      improvement: figure,
      improvementShown: figure,
      code: canaryText("code", twin),
    },
  };
}

/** The standing plan links the school with another and one with it; all else of it, and the other plan, differ. */
async function addPlans(sql: Sql, twin: Twin) {
  const [run] = secretIds(twin).runs;
  const kinds = twin === 0 ? (["PROPOSED", "SUPERSEDED"] as const) : (["PROPOSED"] as const);
  for (const [at, status] of kinds.entries()) {
    const id = secretIds(twin).plans[at] as string;
    await insert(sql, "partnership_plan", [
      {
        id,
        run_id: run,
        job_id: await addJob(sql, twin, id, "partnerships"),
        parameters: { capacity: 1 + twin },
        status,
        stands_for: status === "PROPOSED" ? "2022/23" : null,
        base_year: "2022/23",
        summary: { linked: 60 - 20 * twin, unlinked: {}, totalCost: 1 },
        created_at: moment(twin, 8 + at),
      },
    ]);
    const asPartner = urns[30] as number;
    const schools = urns.filter((urn) => urn === ownUrn || urn === asPartner || twin === 0 || urn % 4 === 0);
    const rows = schools.map((urn) => {
      const own = status === "PROPOSED" && (urn === ownUrn || urn === asPartner);
      const step = own ? 30 : 7 + twin;
      // Nobody but the two has a link with the school.
      const partner = urns[(urns.indexOf(urn) + step) % urns.length] as number;
      const none = !own && (partner === ownUrn || (twin === 1 && urn % 8 === 0));
      const figure = canaryFigure(urn, own ? "own" : twin);
      return {
        plan_id: id,
        urn,
        partner_urn: none ? null : partner,
        status: none ? "NONE" : "PROPOSED",
        reason: none ? canaryText("reason", twin) : null,
        rank: 7 + twin, // for the department alone, so this differs even in the school's own link
        distance: 0.3 + twin,
        kilometres: none ? null : Number(figure),
        gap: none ? null : figure,
      };
    });
    await insert(sql, "partnership", twin === 0 ? rows : rows.toReversed());
  }
}
