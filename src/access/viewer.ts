// Who asks, and over which schools they hold which capability. Decided from the viewer alone, before any SQL.
import { KindredError } from "../errors.js";

export const roles = [
  "ANONYMOUS",
  "OFSTED",
  "SCHOOL",
  "TRUST",
  "LOCAL_AUTHORITY",
  "MIS_VENDOR",
  "ANALYST",
  "DEPARTMENT",
] as const;
export type Role = (typeof roles)[number];

export type Capability = "TARGETS" | "PARTNERSHIPS";

/** The schools that agree with all that is not null: of a URN, of a trust, of a local authority, of several of these at once. */
export interface Schools {
  readonly urn: number | null;
  readonly trustCode: number | null;
  readonly laCode: number | null;
}

export const everySchool: Schools = { urn: null, trustCode: null, laCode: null };

/** What a client may read beyond its role; with no school, trust or authority named: of its own trust, authority or the country. */
export interface Granted extends Schools {
  readonly capability: Capability;
}

/** With the school, trust or local authority whose client it is. */
export interface Viewer extends Schools {
  readonly role: Role;
  /** Null for the anonymous viewer, the command line, and the bearer of a token who is no registered client. */
  readonly clientId: string | null;
  /** The key it asks with; null where it asks without, or with a token. */
  readonly keyId: string | null;
  /** Who asks, for the audit too: the client's name; of a token of no registered client, its issuer and subject. */
  readonly name: string | null;
  readonly grants: readonly Granted[];
}

export const anonymous: Viewer = {
  role: "ANONYMOUS",
  clientId: null,
  keyId: null,
  name: null,
  ...everySchool,
  grants: [],
};

/** Which schools a viewer may do something over: those of any of these. None is answered without touching the database. */
export type Scope = readonly Schools[];

/** What is worked out of an object once, since rules ask for it with every field. */
function remembered<Of extends object, Value>(work: (of: Of) => Value): (of: Of) => Value {
  const known = new WeakMap<Of, Value>();
  return (of) => {
    const value = known.get(of) ?? work(of);
    known.set(of, value);
    return value;
  };
}

/** The schools whose issued targets (or partnerships) the viewer may read. */
export const scopeOf = (viewer: Viewer, capability: Capability): Scope => scopesOf(viewer)[capability];

const scopesOf = remembered((viewer: Viewer) => ({
  TARGETS: scopeWithin(viewer, "TARGETS"),
  PARTNERSHIPS: scopeWithin(viewer, "PARTNERSHIPS"),
}));

function scopeWithin(viewer: Viewer, capability: Capability): Scope {
  const { role, urn, trustCode, laCode } = viewer;
  const granted = viewer.grants
    .filter((grant) => grant.capability === capability)
    .map((grant) => ({ urn: grant.urn, trustCode: grant.trustCode, laCode: grant.laCode }));
  switch (role) {
    case "DEPARTMENT":
      return [everySchool];
    case "SCHOOL":
      return urn === null ? [] : [{ ...everySchool, urn }];
    case "TRUST":
      return trustCode === null ? [] : within(granted, { trustCode });
    case "LOCAL_AUTHORITY":
      return laCode === null ? [] : within(granted, { laCode });
    case "ANALYST":
      return granted;
    case "MIS_VENDOR":
      return granted.filter((schools) => schools.urn !== null);
    default:
      return [];
  }
}

/** What was granted, no wider than one's own: a grant of another's trust or authority is none. */
function within(granted: Scope, own: Pick<Schools, "trustCode"> | Pick<Schools, "laCode">): Scope {
  return granted.flatMap((schools) => {
    const narrowed: Schools = { ...schools, ...own };
    const fits = (name: "trustCode" | "laCode") => schools[name] === null || schools[name] === narrowed[name];
    return fits("trustCode") && fits("laCode") ? [narrowed] : [];
  });
}

/** By the school that each condition names, if any: a vendor's scope has thousands. */
const byUrn = remembered((scope: Scope) => {
  const conditions = new Map<number | null, Schools[]>();
  for (const condition of scope) {
    const alike = conditions.get(condition.urn);
    if (alike) alike.push(condition);
    else conditions.set(condition.urn, [condition]);
  }
  return conditions;
});

/** Whether a school is of the scope. */
export function inScope(scope: Scope, school: Schools): boolean {
  const conditions = byUrn(scope);
  return [conditions.get(null), conditions.get(school.urn)].some((named) =>
    named?.some(
      ({ trustCode, laCode }) =>
        (trustCode === null || trustCode === school.trustCode) && (laCode === null || laCode === school.laCode),
    ),
  );
}

/**
 * May read every school's issued targets; and so which run fed them and under which policy, from which every target can be
 * computed, and what they come to over the country.
 */
export const mayReadEveryTarget = (viewer: Viewer): boolean =>
  scopeOf(viewer, "TARGETS").some(
    ({ urn, trustCode, laCode }) => urn === null && trustCode === null && laCode === null,
  );

/**
 * May read runs that are not published, their parameters and cohorts, but not which of them fed targets; may start, cancel
 * and compare runs.
 */
export const mayAnalyse = (viewer: Viewer): boolean => viewer.role === "ANALYST" || viewer.role === "DEPARTMENT";

/** May publish runs, draft and issue targets, arrange partnerships, manage clients and grants, read the audit. */
export const mayGovern = (viewer: Viewer): boolean => viewer.role === "DEPARTMENT";

/** @throws KindredError FORBIDDEN with the refusal */
export function assertGoverns(viewer: Viewer, refusal: string): void {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", refusal);
}

/** Sees what anyone may see and nothing else. */
export const isPublic = (viewer: Viewer): boolean => viewer.role === "ANONYMOUS" || viewer.role === "OFSTED";
