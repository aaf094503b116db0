// The access rules that a field can declare. The public schema, the shield and its tests are derived from them.
import {
  type Capability,
  inScope,
  isPublic,
  mayAnalyse,
  mayGovern,
  mayReadEveryTarget,
  mayReadPartnershipCohorts,
  type SchoolSet,
  scopeOf,
  type Viewer,
} from "./viewer.js";

interface AccessRule {
  /** Who passes the rule, as a noun phrase: a refusal says it to the viewer, so it must hold whatever the data are. */
  readonly who: string;
  /** Decides from the viewer alone. */
  readonly viewer?: (viewer: Viewer) => boolean;
  /** Decides from the viewer and the school that is the field's parent. Never cached. */
  readonly school?: (viewer: Viewer, school: SchoolSet) => boolean;
}

const holds = (capability: Capability) => (viewer: Viewer) => scopeOf(viewer, capability).length > 0;
const holdsFor = (capability: Capability) => (viewer: Viewer, school: SchoolSet) =>
  inScope(scopeOf(viewer, capability), school);

export const accessRules = {
  public: { who: "anyone" },
  /** Relay's Connection, Edge, PageInfo and Node: the field that returned the object has already been checked. */
  inherited: { who: "everyone who can reach the object" },
  client: { who: "all clients except Ofsted", viewer: (viewer) => !isPublic(viewer) },
  analyst: { who: "analysts and the department", viewer: mayAnalyse },
  ownPeers: {
    who: "schools, analysts and the department",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayAnalyse(viewer),
  },
  department: { who: "the department", viewer: mayGovern },
  grants: {
    who: "schools and the department",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayGovern(viewer),
  },
  vendor: { who: "vendors", viewer: (viewer) => viewer.role === "MIS_VENDOR" },
  /** Schools alone decide about requests for access. */
  anySchool: { who: "schools", viewer: (viewer) => viewer.role === "SCHOOL" },
  requests: {
    who: "schools, vendors and the department",
    viewer: (viewer) => viewer.role === "SCHOOL" || viewer.role === "MIS_VENDOR" || mayGovern(viewer),
  },
  targets: { who: "the department, schools, and clients with a grant of TARGETS", viewer: holds("TARGETS") },
  partnerships: {
    who: "the department, schools, and clients with a grant of PARTNERSHIPS",
    viewer: holds("PARTNERSHIPS"),
  },
  partnershipCohorts: {
    who: "the department, schools, trusts and authorities with a grant of PARTNERSHIPS, and analysts with that and a grant of TARGETS for all schools",
    viewer: (viewer) => mayReadPartnershipCohorts(viewer) && holds("PARTNERSHIPS")(viewer),
  },
  everyTarget: {
    who: "the department, and analysts with a grant of TARGETS for all schools",
    viewer: mayReadEveryTarget,
  },
  targetsOfSchool: {
    who: "this school, the department, and clients with a grant of TARGETS that covers the school",
    school: holdsFor("TARGETS"),
  },
  partnershipsOfSchool: {
    who: "this school, the department, and clients with a grant of PARTNERSHIPS that covers the school",
    school: holdsFor("PARTNERSHIPS"),
  },
  attendance: { who: "the department, schools, and clients with a grant of ATTENDANCE", viewer: holds("ATTENDANCE") },
  attendanceOfSchool: {
    who: "this school, the department, and clients with a grant of ATTENDANCE that covers the school",
    school: holdsFor("ATTENDANCE"),
  },
  submitAttendance: {
    who: "schools, and vendors with a grant of ATTENDANCE",
    viewer: (viewer) => (viewer.role === "SCHOOL" || viewer.role === "MIS_VENDOR") && holds("ATTENDANCE")(viewer),
  },
  setHalfTerms: {
    who: "schools and the department",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayGovern(viewer),
  },
  targetAndAttendanceOfSchool: {
    who: "this school, the department, and clients with grants of TARGETS and of ATTENDANCE that cover the school",
    school: (viewer, school) => holdsFor("TARGETS")(viewer, school) && holdsFor("ATTENDANCE")(viewer, school),
  },
  ownSchoolOrDepartment: {
    who: "this school and the department",
    school: (viewer, school) => mayGovern(viewer) || (viewer.role === "SCHOOL" && viewer.urn === school.urn),
  },
  ownSchool: {
    who: "this school",
    school: (viewer, school) => viewer.role === "SCHOOL" && viewer.urn === school.urn,
  },
} as const satisfies Record<string, AccessRule>;

export type Access = keyof typeof accessRules;

/** The rule of that name, with its optional members typed. */
export const ruleOf = (access: Access): AccessRule => accessRules[access];

/** True if the field needs no check and belongs to the public schema. */
export const isOpen = (access: Access): boolean => access === "public" || access === "inherited";
