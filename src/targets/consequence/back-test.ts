// Whether the attendance of a later year, which is already known, would have met the targets of a list.
import type { Decimal } from "decimal.js";
import type { Sql } from "../../database/database.js";
import { readAttendance } from "../../population/attendance.js";
import { Exact, roundedAttendance } from "../arithmetic.js";
import { assess, usablePairBefore } from "../assess.js";
import { yearlySds } from "../met-counts.js";
import type { WhatIf, WhatIfSchools } from "./what-if.js";

/** The later year of the comparison's schools. */
export interface LaterYear {
  /** Attendance as the policy rounds it, per cent; null if none is published. */
  readonly actual: readonly (Decimal | null)[];
  /** Standard deviation of the block's yearly change, percentage points; null if it is not known. */
  readonly sds: readonly (Decimal | null)[];
}

export async function readLaterYear(sql: Sql, year: string, { urns, outcomes }: WhatIfSchools): Promise<LaterYear> {
  const { policy, schoolsInYear } = outcomes;
  const pair = usablePairBefore(year);
  const figures = await readAttendance(sql, [year, ...pair]);
  const blocks = new Map([...schoolsInYear.schools].map(([urn, { block }]) => [urn, block]));
  const sds = yearlySds(blocks, pair, figures, policy);
  const ofYear = figures.get(year);
  return {
    actual: Array.from(urns, (urn) => {
      const figure = ofYear?.get(urn);
      return figure ? roundedAttendance(figure, policy) : null;
    }),
    sds: Array.from(urns, (urn) => sds.get(blocks.get(urn) ?? null) ?? null),
  };
}

/** Columns of 1 and 0 with one value per school; NaN without a target or a figure of the year. */
export function backTest({ tenths }: WhatIf, { baselines, outcomes }: WhatIfSchools, { actual, sds }: LaterYear) {
  const met = new Float64Array(tenths.length).fill(Number.NaN);
  const withinNoise = met.slice();
  for (const [row, attended] of actual.entries()) {
    const baseline = baselines[row];
    if (!baseline || !attended) continue;
    const target = new Exact(tenths[row]!).div(10);
    const found = assess(target, baseline, attended, sds[row] ?? null, outcomes.policy);
    met[row] = Number(found.met);
    withinNoise[row] = Number(found.withinNoise);
  }
  return { met, withinNoise };
}
