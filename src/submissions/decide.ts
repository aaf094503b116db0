// What becomes of one submission, given what is stored and what was decided before it.
import { everySchool, inScope, scopeOf, type Viewer } from "../access/viewer.js";
import { written } from "./codes/classify.js";
import { byCodeAsJson, totalsOf } from "./figures.js";
import { type HalfTerms, halfTermOf } from "./half-terms/half-terms.js";
import type { Known, KnownSchool, Stored } from "./known.js";
import { registerYearOf } from "./register-year.js";
import type { Fault, Rule } from "./rules.js";
import type { Submission } from "./submission.js";
import { type ToDate, toDateOf } from "./to-date.js";
import { type Warning, warningsOf } from "./warnings.js";

/** `SUPERSEDED`: a higher revision of the period came before; this one is not stored. */
export const outcomes = ["STORED", "UNCHANGED", "SUPERSEDED", "REJECTED"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Answer {
  readonly outcome: Outcome;
  /** The rule that it breaks, if rejected, and how. The message says also of a superseded one what it is behind. */
  readonly rule: Rule | null;
  readonly message: string | null;
  /** Of a submission that is not rejected. */
  readonly warnings: readonly Warning[];
  /** The current revision of the period, after this; null: none. */
  readonly revision: number | null;
  /** The year of the school and scope before and after this submission; null where nothing is submitted. */
  readonly before: ToDate | null;
  readonly after: ToDate | null;
}

export interface Checked {
  readonly submission: Submission;
  /** Whether the school agreed. */
  readonly agreed: boolean;
  /** A broken rule that needs only the submission. */
  readonly fault: Fault | null;
}

export interface Decision {
  readonly answer: Answer;
  /** The revision to store, if any. */
  readonly stored?: Stored;
}

/** Says nothing that depends on what is stored where the school has not agreed. */
export function decide({ submission, agreed, fault }: Checked, known: Known): Decision {
  if (!agreed) return { answer: rejected(noAgreement(submission)) };
  if (fault?.rule === "PERIOD") return { answer: rejected(fault) };
  const current = known.currentOf(submission);
  const before = toDateOf(known.sumsOf(submission));
  const unchanged = { before, after: before, revision: current?.revision ?? null };
  const school = known.school(submission.urn);
  if (fault) return { answer: { ...rejected(fault), ...unchanged } };
  if (!school) return { answer: { ...rejected(unknownSchool(submission)), ...unchanged } };

  const revision = revisionOf(submission);
  const warnings = revision.totals ? warningsOf(submission, revision.totals, school.registerPupils) : [];
  const accepted = { rule: null, message: null, warnings, ...unchanged };
  if (current && revision.revision < current.revision) {
    const message = `Revision ${current.revision} of this period is stored, so revision ${revision.revision} is not applied. To correct it, send a higher revision.`;
    return { answer: { ...accepted, outcome: "SUPERSEDED", message } };
  }
  if (current && revision.revision === current.revision && sameContent(revision, current))
    return { answer: { ...accepted, outcome: "UNCHANGED" } };
  const broken = faultAmong(revision, current, school, known);
  if (broken) return { answer: { ...rejected(broken), ...unchanged } };
  known.replace(revision);
  const after = toDateOf(known.sumsOf(submission));
  return { answer: { ...accepted, outcome: "STORED", revision: revision.revision, after }, stored: revision };
}

const rejected = ({ rule, message }: Fault): Answer => ({
  outcome: "REJECTED",
  rule,
  message,
  warnings: [],
  revision: null,
  before: null,
  after: null,
});

/** An answer as the viewer may read it again later: nothing of a school that has revoked its agreement since. */
export const readAgain = (viewer: Viewer, urn: number, answer: Answer): Answer =>
  inScope(scopeOf(viewer, "ATTENDANCE"), { ...everySchool, urn }) ? answer : rejected(noAgreement({ urn }));

export const noAgreement = ({ urn }: Pick<Submission, "urn">): Fault => ({
  rule: "NO_AGREEMENT",
  message: `School ${urn} has not agreed that you submit its attendance, or agrees no longer. Ask it for a grant of ATTENDANCE.`,
});

const unknownSchool = ({ urn }: Submission): Fault => ({
  rule: "UNKNOWN_SCHOOL",
  message: `The register of schools has no school ${urn}. Check the URN.`,
});

function revisionOf(submission: Submission): Stored {
  const { urn, scope, from, to, revision, byCode, enrolments = null, persistent = null, severe = null } = submission;
  return {
    ...{ urn, scope, from, to, revision, enrolments, persistent, severe },
    year: registerYearOf(from),
    withdrawn: submission.withdrawn === true,
    totals: totalsOf(submission),
    byCode: byCode ? byCodeAsJson(byCode) : null,
    asAt: submission.asAt.toISOString(),
  };
}

const sameContent = (one: Stored, other: Stored): boolean => contentOf(one) === contentOf(other);

function contentOf({ withdrawn, totals, byCode, enrolments, persistent, severe, asAt }: Stored): string {
  const { possible, attended, authorised, unauthorised } = totals ?? {};
  const sessions = [possible, attended, authorised, unauthorised];
  return JSON.stringify([withdrawn, sessions, byCode, enrolments, persistent, severe, asAt]);
}

/** The first broken rule of those that depend on what is stored. A withdrawal is possible whatever has changed since. */
function faultAmong(revision: Stored, current: Stored | undefined, school: KnownSchool, known: Known): Fault | null {
  if (current && revision.revision === current.revision) {
    return {
      rule: "REVISION_USED",
      message: `Revision ${current.revision} of this period is stored with other content. Send a correction with a higher revision.`,
    };
  }
  if (revision.withdrawn) {
    const message = "This period was never submitted. Check urn, scope, from and to: they must be those of the period.";
    return current ? null : { rule: "NOTHING_TO_WITHDRAW", message };
  }
  return (
    faultOfHalfTerm(revision, known.halfTermsOf(revision)) ??
    faultOfOpening(revision, school) ??
    faultOfOverlap(known.overlapping(revision))
  );
}

function faultOfHalfTerm({ from, to, year }: Stored, begins: HalfTerms | undefined): Fault | null {
  const fault = (message: string): Fault => ({ rule: "HALF_TERM", message });
  if (!begins) return fault(`${year} has no half terms. The school can set them: setHalfTerms.`);
  const half = halfTermOf(begins, from);
  const next = begins[half];
  if (next === undefined || to < next) return null;
  return fault(
    `The period crosses into half term ${half + 1} of ${year}, which begins on ${next}. Send a submission for each half term, or set the school's own half terms: setHalfTerms.`,
  );
}

function faultOfOpening({ urn, from, to }: Stored, { openDate, closeDate }: KnownSchool): Fault | null {
  const fault = (message: string): Fault => ({ rule: "SCHOOL_NOT_OPEN", message });
  if (openDate !== null && from < openDate)
    return fault(`from: school ${urn} opened on ${written(openDate)}, after ${from}. Send days from then.`);
  if (closeDate !== null && to > closeDate)
    return fault(`to: school ${urn} closed on ${written(closeDate)}, before ${to}. Send days up to then.`);
  return null;
}

function faultOfOverlap(other: Stored | undefined): Fault | null {
  if (!other) return null;
  return {
    rule: "OVERLAP",
    message: `The period shares days with ${other.from} to ${other.to}, of which revision ${other.revision} is stored. Correct that period, or withdraw it first.`,
  };
}
