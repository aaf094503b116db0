// Which schools get a row in a target year, and which of them a target: the first reason that holds decides.
import {
  type AttendanceFigure,
  hasFigure,
  isSuppressed,
  type SchoolInYear,
  type SchoolsInYear,
} from "../population/school-in-year.js";
import { endOfYear, startOfYear } from "../population/year.js";
import { type Baseline, baselineOf } from "./baseline.js";
import type { Policy } from "./policy.js";
import type { Outcome } from "./target.js";

export type Decision =
  | { readonly outcome: "SET"; readonly baseline: Baseline }
  | {
      readonly outcome: Exclude<Outcome, "SET">;
      /** The published code that stands where a figure would. */
      readonly code?: string;
      /** The school that stands for a `SUCCEEDED` one. */
      readonly successor?: number;
    };

const blocksInScope: ReadonlySet<string | null> = new Set(["PRIMARY", "SECONDARY", "ALL_THROUGH"]);

/** Decides for every school of a base year and every one opened since, up to the end of the target year. */
export class Outcomes {
  /** Ascending by URN. */
  readonly schools: readonly SchoolInYear[];
  readonly #rows: ReadonlySet<number>;

  constructor(
    readonly standings: SchoolsInYear,
    readonly targetYear: string,
    readonly policy: Policy,
  ) {
    this.schools = [...standings.schools.values()].filter((school) => this.#isOfTheSet(school));
    this.#rows = new Set(this.schools.map(({ urn }) => urn));
  }

  decide(school: SchoolInYear): Decision {
    if (!blocksInScope.has(school.block)) return { outcome: "OUT_OF_SCOPE" };
    if (school.closed !== null && school.closed < startOfYear(this.targetYear)) return { outcome: "CLOSED" };
    const successor = this.#isGone(school) ? this.#standsFor(school) : null;
    if (successor !== null) return { outcome: "SUCCEEDED", successor };
    const baseline = baselineOf(school, this.standings, this.policy);
    if (baseline) return { outcome: "SET", baseline };
    const published = this.#published(school);
    return { outcome: this.#whyNone(school, published), ...(published?.code && { code: published.code }) };
  }

  /** A stub that a link alone dates is not known to be a school. */
  #isOfTheSet({ openInBaseYear, opened, stub }: SchoolInYear): boolean {
    const openedSince =
      opened !== null && opened > endOfYear(this.standings.baseYear) && opened <= endOfYear(this.targetYear);
    return openInBaseYear || (openedSince && !stub);
  }

  /** Closed in the target year, or at a time that nobody published. */
  #isGone({ status, closed }: SchoolInYear): boolean {
    return status === "CLOSED" && (closed === null || closed <= endOfYear(this.targetYear));
  }

  /** The nearest successor that is still there and has a row; links may run in circles. */
  #standsFor(school: SchoolInYear): number | null {
    const seen = new Set([school.urn]);
    const queue = [school];
    for (const gone of queue) {
      for (const { urn } of gone.successors) {
        const successor = this.standings.schools.get(urn);
        if (!successor || seen.has(urn)) continue;
        seen.add(urn);
        if (this.#isGone(successor)) queue.push(successor);
        else if (this.#rows.has(urn)) return urn;
      }
    }
    return null;
  }

  #whyNone({ opened, predecessors }: SchoolInYear, published: AttendanceFigure | null): Exclude<Outcome, "SET"> {
    const { baseYear } = this.standings;
    if (opened !== null && opened >= startOfYear(baseYear) && opened <= endOfYear(this.targetYear)) return "NEW";
    if (isSuppressed(published)) return "BASELINE_SUPPRESSED";
    const [only] = predecessors;
    if (!only) return "BASELINE_UNAVAILABLE";
    // A figure of the only predecessor that does not stand for the school is one that others continue too.
    const split = hasFigure(this.standings.schools.get(only.urn)?.figures[0] ?? null);
    return predecessors.length > 1 || only.kind !== "ORDINARY" || split ? "NO_BASELINE" : "BASELINE_UNAVAILABLE";
  }

  /** What stands for the base year in place of a figure: the school's own row, else its only predecessor's. */
  #published({ figures, predecessors }: SchoolInYear): AttendanceFigure | null {
    const [only] = predecessors;
    if (figures[0] || !only || predecessors.length > 1) return figures[0];
    return this.standings.schools.get(only.urn)?.figures[0] ?? null;
  }
}
