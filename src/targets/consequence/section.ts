// The section of a comparison about targets: what each run would give under one policy, without drafting anything.
import { setImmediate } from "node:timers/promises";
import type { Viewer } from "../../access/viewer.js";
import type { FurtherSection } from "../../comparison/compute.js";
import type { Source } from "../../comparison/source.js";
import type { Database } from "../../database/database.js";
import { count } from "../../plural.js";
import { hasFigure } from "../../population/attendance.js";
import { readConsistently } from "../../population/consistent.js";
import { readSchoolsInYear, type SchoolsInYear } from "../../population/school-in-year.js";
import { shiftYear } from "../../population/year.js";
import { requireFinishedRun } from "../../runs/store.js";
import { Outcomes } from "../outcome.js";
import type { Policy } from "../policy.js";
import { backTest, type LaterYear, readLaterYear } from "./back-test.js";
import { type Consequence, consequenceFigures } from "./figures.js";
import { WhatIfSchools } from "./what-if.js";

interface ConsequenceOptions {
  /** One of the runs that are compared; they are all of one population. */
  readonly runId: string;
  /** The asker's own or the example. That of a target set is never read. */
  readonly policy: Policy;
}

/**
 * Adds the section to a comparison of runs. Reads published figures alone, as they are today, and no target set.
 * @param source of `readRuns`, so that the viewer may read every cohort
 * @throws KindredError NOT_FOUND unless the viewer may analyse
 */
export async function withConsequence(
  database: Database,
  viewer: Viewer,
  source: Source,
  { runId, policy }: ConsequenceOptions,
): Promise<Source> {
  const run = await requireFinishedRun(database, viewer, runId);
  const { heldOut, compared } = source;
  const targetYear = shiftYear(run.baseYear, 1);
  const { found } = await readConsistently(database, async (sql) => {
    const schoolsInYear = await readSchoolsInYear(sql, run, ["roll"]);
    const schools = new WhatIfSchools(compared.schools.keys, new Outcomes(schoolsInYear, targetYear, policy));
    const later = heldOut === null ? null : await readLaterYear(sql, heldOut, schools);
    return { schoolsInYear, schools, later };
  });
  return {
    ...source,
    request: { ...source.request, policy, targetYear },
    notes: [...source.notes, ...notesOn(source, found.schoolsInYear)],
    further: [...source.further, sectionOf(source, found.schools, found.later)],
  };
}

function sectionOf({ compared }: Source, schools: WhatIfSchools, later: LaterYear | null): FurtherSection {
  const { lists } = compared;
  const consequences: Consequence[] = [];
  return {
    section: "consequence",
    async compute({ signal, onProgress }) {
      for (const { name, peers } of lists) {
        if (signal.aborted) return []; // the caller throws
        const targets = schools.whatIf(peers);
        consequences.push({ name, targets, met: later && backTest(targets, schools, later) });
        onProgress(consequences.length, lists.length + 1);
        await setImmediate(); // lets a cancellation through
      }
      return consequenceFigures(compared.schools, consequences);
    },
    whatIf: () => consequences.map(({ targets }) => targets.tenths.map((tenths) => tenths / 10)),
    loadReport: async () => (await import("./report.js")).consequenceReport(schools.outcomes.policy),
  };
}

/** Whether the attendance that targets start from is still that of the runs. */
function notesOn({ compared: { schools: compared } }: Source, { schools }: SchoolsInYear): string[] {
  const corrected = compared.keys.filter((urn, row) => {
    const figure = schools.get(urn)?.figures[0] ?? null;
    return !Object.is(
      hasFigure(figure) ? Number(figure.attendance) : Number.NaN,
      compared.outcome?.[row] ?? Number.NaN,
    );
  });
  if (corrected.length === 0) return [];
  return [
    `Targets follow from the attendance of today, which has been corrected since these runs for ${count(corrected.length)} ` +
      "of their schools. No targets could be drafted from them: start them again.",
  ];
}
