// Decides which schools get a row in a target set, and which of these get a target. The first reason that applies
// decides.
import type { Decimal } from "decimal.js";
import {
  type AttendanceFigure,
  hasFigure,
  isSuppressed,
  type SchoolInYear,
  type SchoolsInYear,
} from "../population/school-in-year.js";
import { endOfYear, startOfYear } from "../population/year.js";
import { roundedAttendance } from "./arithmetic.js";
import { type Baseline, baselineOf } from "./baseline.js";
import type { Policy } from "./policy.js";
import type { Outcome } from "./target.js";

type Decision =
  | { readonly outcome: "SET"; readonly baseline: Baseline }
  | {
      readonly outcome: Exclude<Outcome, "SET">;
      /** The code that is published instead of a figure. */
      readonly code?: string;
      /** The school that has taken over from a `SUCCEEDED` school. */
      readonly successor?: number;
    };

const blocksInScope: ReadonlySet<string | null> = new Set(["PRIMARY", "SECONDARY", "ALL_THROUGH"]);

/** Covers every school open in the base year and every school opened since, up to the end of the target year. */
export class Outcomes {
  /** Ascending by URN. */
  readonly schools: readonly SchoolInYear[];
  readonly #rows: ReadonlySet<number>;
  /** URN -> published attendance in the base year, rounded. A school is a peer of many. */
  readonly #attendance = new Map<number, Decimal | null>();

  constructor(
    readonly schoolsInYear: SchoolsInYear,
    readonly targetYear: string,
    readonly policy: Policy,
  ) {
    this.schools = [...schoolsInYear.schools.values()].filter((school) => this.#isInSet(school));
    this.#rows = new Set(this.schools.map(({ urn }) => urn));
  }

  /** Published attendance in the base year, rounded as the policy requires; null where there is no figure. */
  attendanceOf(urn: number): Decimal | null {
    let attendance = this.#attendance.get(urn);
    if (attendance === undefined) {
      const published = this.schoolsInYear.schools.get(urn)?.figures[0];
      attendance = published ? roundedAttendance(published, this.policy) : null;
      this.#attendance.set(urn, attendance);
    }
    return attendance;
  }

  decide(school: SchoolInYear): Decision {
    if (!blocksInScope.has(school.block)) return { outcome: "OUT_OF_SCOPE" };
    if (school.closed !== null && school.closed < startOfYear(this.targetYear)) return { outcome: "CLOSED" };
    const successor = this.#isClosed(school) ? this.#successorOf(school) : null;
    if (successor !== null) return { outcome: "SUCCEEDED", successor };
    const baseline = baselineOf(school, this.schoolsInYear, this.policy);
    if (baseline) return { outcome: "SET", baseline };
    const published = this.#published(school);
    return { outcome: this.#whyNoBaseline(school, published), ...(published?.code && { code: published.code }) };
  }

  /** Excludes stubs: nothing but a link gives their opening date, so they may not be schools. */
  #isInSet({ openInBaseYear, opened, stub }: SchoolInYear): boolean {
    const openedSince =
      opened !== null && opened > endOfYear(this.schoolsInYear.baseYear) && opened <= endOfYear(this.targetYear);
    return openInBaseYear || (openedSince && !stub);
  }

  /** Closed by the end of the target year, or closed without a published date. */
  #isClosed({ status, closed }: SchoolInYear): boolean {
    return status === "CLOSED" && (closed === null || closed <= endOfYear(this.targetYear));
  }

  /** The nearest successor that is open and has a row, breadth first; links may form a cycle. */
  #successorOf(school: SchoolInYear): number | null {
    const seen = new Set([school.urn]);
    const queue = [school];
    for (const closedSchool of queue) {
      for (const { urn } of closedSchool.successors) {
        const successor = this.schoolsInYear.schools.get(urn);
        if (!successor || seen.has(urn)) continue;
        seen.add(urn);
        if (this.#isClosed(successor)) queue.push(successor);
        else if (this.#rows.has(urn)) return urn;
      }
    }
    return null;
  }

  #whyNoBaseline({ opened, predecessors }: SchoolInYear, published: AttendanceFigure | null): Exclude<Outcome, "SET"> {
    const { baseYear } = this.schoolsInYear;
    if (opened !== null && opened >= startOfYear(baseYear) && opened <= endOfYear(this.targetYear)) return "NEW";
    if (isSuppressed(published)) return "BASELINE_SUPPRESSED";
    const [predecessor] = predecessors;
    if (!predecessor) return "BASELINE_UNAVAILABLE";
    if (predecessors.length > 1 || predecessor.kind !== "ORDINARY") return "NO_BASELINE";
    // If the only predecessor has a figure and the school does not inherit it, the predecessor was split.
    const isSplit = hasFigure(this.schoolsInYear.schools.get(predecessor.urn)?.figures[0] ?? null);
    return isSplit ? "NO_BASELINE" : "BASELINE_UNAVAILABLE";
  }

  /** The row published for the base year: the school's own, or else its only predecessor's. */
  #published({ figures, predecessors }: SchoolInYear): AttendanceFigure | null {
    const [predecessor] = predecessors;
    if (figures[0] || !predecessor || predecessors.length > 1) return figures[0];
    return this.schoolsInYear.schools.get(predecessor.urn)?.figures[0] ?? null;
  }
}
