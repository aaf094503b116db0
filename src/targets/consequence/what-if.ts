// The targets that lists of peers would give, with the arithmetic of a draft. Nothing is stored.
import type { Decimal } from "decimal.js";
import { Exact, roundedAttendance, targetOf } from "../arithmetic.js";
import type { Outcomes } from "../outcome.js";

/** Columns with one value per school. NaN: the school has no target, whatever the peers. */
export interface WhatIf {
  /** Tenths of a per cent, whole numbers. */
  readonly tenths: Float64Array;
  /** The improvement shown, percentage points. */
  readonly improvement: Float64Array;
  /** 1 or 0: the baseline is at or above the ceiling, and the school is asked to stay there. No other flag is 1 then. */
  readonly maintain: Float64Array;
  /** 1 or 0: asked for the improvement that every school is asked for, and no more. */
  readonly floor: Float64Array;
  /** 1 or 0: asked for the maximum improvement, if that is more than the floor. */
  readonly largest: Float64Array;
  /** 1 or 0: the ceiling keeps the target below baseline and improvement. */
  readonly cap: Float64Array;
}

/** Published attendance has at most six decimal places, so that millionths are whole numbers and their sums exact. */
const millionths = 1e6;

/** The schools of a comparison, with what their targets need beside peers. */
export class WhatIfSchools {
  /** Attendance that a target starts from, per cent; null: no target. */
  readonly baselines: readonly (Decimal | null)[];
  /** Published attendance as the policy rounds it, millionths of a per cent; NaN if there is none. */
  readonly #attendance: Float64Array;

  /** @param urns of the schools; lists of peers have rows of it */
  constructor(
    readonly urns: ArrayLike<number>,
    readonly outcomes: Outcomes,
  ) {
    const { schoolsInYear, policy } = outcomes;
    const inSet = new Map(outcomes.schools.map((school) => [school.urn, school]));
    this.baselines = Array.from(urns, (urn) => {
      const school = inSet.get(urn);
      const decision = school && outcomes.decide(school);
      return decision?.outcome === "SET" ? decision.baseline.value : null;
    });
    this.#attendance = Float64Array.from(urns, (urn) => {
      const published = schoolsInYear.schools.get(urn)?.figures[0];
      return (published && roundedAttendance(published, policy)?.times(millionths).toNumber()) ?? Number.NaN;
    });
  }

  /** @param peers for each school the rows of its peers */
  whatIf(peers: readonly Int32Array[]): WhatIf {
    const { policy } = this.outcomes;
    const column = () => new Float64Array(this.urns.length).fill(Number.NaN);
    const columns: WhatIf = {
      tenths: column(),
      improvement: column(),
      maintain: column(),
      floor: column(),
      largest: column(),
      cap: column(),
    };
    for (const [row, baseline] of this.baselines.entries()) {
      if (!baseline) continue;
      const known = peers[row]!.filter((peer) => !Number.isNaN(this.#attendance[peer]));
      const result = targetOf(baseline, this.#medianOf(known), known.length, policy);
      const isAsked = (improvement: number) => !result.maintain && result.improvement.eq(improvement);
      const isFloor = isAsked(policy.universalImprovement);
      columns.tenths[row] = result.target.times(10).toNumber();
      columns.improvement[row] = result.improvementShown.toNumber();
      columns.maintain[row] = Number(result.maintain);
      columns.floor[row] = Number(isFloor);
      columns.largest[row] = Number(!isFloor && isAsked(policy.maximumImprovement));
      columns.cap[row] = Number(!result.maintain && baseline.plus(result.improvement).gt(policy.ceiling));
    }
    return columns;
  }

  /** As `median` of arithmetic.ts, which is slow for every school of England. */
  #medianOf(peers: Int32Array): Decimal | null {
    if (peers.length === 0) return null;
    const sorted = Float64Array.from(peers, (peer) => this.#attendance[peer]!).sort();
    const low = sorted[Math.ceil(sorted.length / 2) - 1]!;
    const high = sorted[Math.floor(sorted.length / 2)]!;
    return new Exact(low + high).div(2 * millionths);
  }
}
