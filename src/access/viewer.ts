// Who asks, and over which schools they hold which capability. Decided from the viewer alone, before any SQL.

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

export interface Viewer {
  readonly role: Role;
  /** Null for the anonymous viewer. */
  readonly clientId: string | null;
  readonly name: string | null;
  /** The school, trust or local authority whose client it is. */
  readonly urn: number | null;
  readonly trustCode: number | null;
  readonly laCode: number | null;
  /** `urn` null: every school of the client's own scope. */
  readonly grants: readonly { readonly capability: Capability; readonly urn: number | null }[];
}

export const anonymous: Viewer = {
  role: "ANONYMOUS",
  clientId: null,
  name: null,
  urn: null,
  trustCode: null,
  laCode: null,
  grants: [],
};

/** Which schools a viewer may do something over. `none` is answered without touching the database. */
export type Scope =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  | { readonly kind: "schools"; readonly urns: readonly number[] }
  | { readonly kind: "trust"; readonly code: number }
  | { readonly kind: "localAuthority"; readonly code: number };

const none: Scope = { kind: "none" };

/** The schools whose issued targets (or partnerships) the viewer may read. */
export function scopeOf(viewer: Viewer, capability: Capability): Scope {
  const granted = viewer.grants.filter((grant) => grant.capability === capability);
  const everySchool = granted.some((grant) => grant.urn === null);
  switch (viewer.role) {
    case "DEPARTMENT":
      return { kind: "all" };
    case "SCHOOL":
      return viewer.urn === null ? none : { kind: "schools", urns: [viewer.urn] };
    case "TRUST":
      return everySchool && viewer.trustCode !== null ? { kind: "trust", code: viewer.trustCode } : none;
    case "LOCAL_AUTHORITY":
      return everySchool && viewer.laCode !== null ? { kind: "localAuthority", code: viewer.laCode } : none;
    case "ANALYST":
      return everySchool ? { kind: "all" } : none;
    case "MIS_VENDOR": {
      const urns = granted.flatMap((grant) => (grant.urn === null ? [] : [grant.urn]));
      return urns.length ? { kind: "schools", urns } : none;
    }
    default:
      return none;
  }
}

/** May read runs that are not published, their parameters, cohorts and policy; may start, cancel and compare runs. */
export const mayAnalyse = (viewer: Viewer): boolean => viewer.role === "ANALYST" || viewer.role === "DEPARTMENT";

/** May publish runs, draft and issue targets, arrange partnerships, manage clients and grants, read the audit. */
export const mayGovern = (viewer: Viewer): boolean => viewer.role === "DEPARTMENT";

/** Sees what anyone may see and nothing else. */
export const isPublic = (viewer: Viewer): boolean => viewer.role === "ANONYMOUS" || viewer.role === "OFSTED";
