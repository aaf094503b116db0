// The viewer (the caller of a request) and what it may do, over which schools. Decided without SQL.
import { groupBy } from "../database/group-by.js";
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

export const capabilities = ["TARGETS", "PARTNERSHIPS", "ATTENDANCE"] as const;
export type Capability = (typeof capabilities)[number];

/** The schools that match every field that is not null. */
export interface SchoolSet {
  readonly urn: number | null;
  readonly trustCode: number | null;
  readonly laCode: number | null;
}

export const everySchool: SchoolSet = { urn: null, trustCode: null, laCode: null };

/** What a client may read beyond its role. All null: the client's whole trust or authority; for an analyst, England. */
export interface GrantedSet extends SchoolSet {
  readonly capability: Capability;
}

/** The inherited fields name the school, trust or local authority that the viewer belongs to. */
export interface Viewer extends SchoolSet {
  readonly role: Role;
  /** Null for the anonymous viewer, the command line, and a token whose subject is not a registered client. */
  readonly clientId: string | null;
  /** The key of the request; null if it has no key. */
  readonly keyId: string | null;
  /** Also for the audit: the client's name, or the issuer and subject of a token without a registered client. */
  readonly name: string | null;
  readonly grants: readonly GrantedSet[];
}

export const anonymous: Viewer = {
  role: "ANONYMOUS",
  clientId: null,
  keyId: null,
  name: null,
  ...everySchool,
  grants: [],
};

/** The union of these sets. An empty scope must be answered without SQL. */
export type Scope = readonly SchoolSet[];

/** Computes a value once for each object: the rules need it for every field of an answer. */
function memoise<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const cache = new WeakMap<Key, Value>();
  return (key) => {
    const value = cache.get(key) ?? compute(key);
    cache.set(key, value);
    return value;
  };
}

/** The schools whose issued targets, partnerships or submitted attendance the viewer may read. */
export const scopeOf = (viewer: Viewer, capability: Capability): Scope => scopesOf(viewer)[capability];

const scopesOf = memoise((viewer: Viewer) => ({
  TARGETS: scopeWithin(viewer, "TARGETS"),
  PARTNERSHIPS: scopeWithin(viewer, "PARTNERSHIPS"),
  ATTENDANCE: scopeWithin(viewer, "ATTENDANCE"),
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

/** The granted sets, each limited to the client's own trust or authority; sets that lie outside it are dropped. */
function within(granted: Scope, own: Pick<SchoolSet, "trustCode"> | Pick<SchoolSet, "laCode">): Scope {
  return granted.flatMap((schools) => {
    const narrowed: SchoolSet = { ...schools, ...own };
    const fits = (name: "trustCode" | "laCode") => schools[name] === null || schools[name] === narrowed[name];
    return fits("trustCode") && fits("laCode") ? [narrowed] : [];
  });
}

/** URN (or null) -> sets with that URN: an index, since a vendor's scope can have thousands of sets. */
const byUrn = memoise((scope: Scope) => groupBy(scope, ({ urn }) => urn));

/** Whether the scope includes a school. */
export function inScope(scope: Scope, school: SchoolSet): boolean {
  const index = byUrn(scope);
  return [index.get(null), index.get(school.urn)].some((sets) =>
    sets?.some(
      ({ trustCode, laCode }) =>
        (trustCode === null || trustCode === school.trustCode) && (laCode === null || laCode === school.laCode),
    ),
  );
}

/**
 * May read every school's issued targets. So it may also read their run and policy, from which every target can be
 * computed, and their national statistics.
 */
export const mayReadEveryTarget = (viewer: Viewer): boolean =>
  scopeOf(viewer, "TARGETS").some(
    ({ urn, trustCode, laCode }) => urn === null && trustCode === null && laCode === null,
  );

/**
 * May read rank, distance and reason in the partnerships that it may read. They show an analyst, who reads the cohorts of
 * all runs, which run fed them.
 */
export const mayReadPartnershipCohorts = (viewer: Viewer): boolean =>
  viewer.role !== "MIS_VENDOR" && (viewer.role !== "ANALYST" || mayReadEveryTarget(viewer));

/**
 * May read unpublished runs with their parameters and cohorts, but not which of them fed targets. May start, cancel and
 * compare runs.
 */
export const mayAnalyse = ({ role }: Pick<Viewer, "role">): boolean => role === "ANALYST" || role === "DEPARTMENT";

/** May publish runs, draft and issue targets, arrange partnerships, manage clients and grants, read the audit. */
export const mayGovern = (viewer: Viewer): boolean => viewer.role === "DEPARTMENT";

/** @throws KindredError FORBIDDEN with the message */
export function assertGoverns(viewer: Viewer, message: string): void {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", message);
}

/** May read public data only. */
export const isPublic = (viewer: Viewer): boolean => viewer.role === "ANONYMOUS" || viewer.role === "OFSTED";
