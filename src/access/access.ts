// The access rules that a field can declare. The public schema, the shield and its tests are derived from them.
import {
  type Capability,
  inScope,
  isPublic,
  mayAnalyse,
  mayGovern,
  mayReadEveryTarget,
  type SchoolSet,
  scopeOf,
  type Viewer,
} from "./viewer.js";

interface AccessRule {
  /** Who passes the rule, in words. */
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
  public: { who: "Anyone." },
  /** Relay's Connection, Edge, PageInfo and Node: the field that returned the object has already been checked. */
  inherited: { who: "Everyone who can reach the object." },
  client: { who: "Any client except Ofsted.", viewer: (viewer) => !isPublic(viewer) },
  analyst: { who: "Analysts and the department.", viewer: mayAnalyse },
  ownPeers: {
    who: "A school's client, analysts and the department.",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayAnalyse(viewer),
  },
  department: { who: "The department.", viewer: mayGovern },
  grants: {
    who: "A school's client and the department.",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayGovern(viewer),
  },
  targets: { who: "Clients that may read some school's targets.", viewer: holds("TARGETS") },
  partnerships: { who: "Clients that may read some school's partnerships.", viewer: holds("PARTNERSHIPS") },
  everyTarget: {
    who: "The department, and analysts with a grant for the targets of all schools.",
    viewer: mayReadEveryTarget,
  },
  targetsOfSchool: { who: "Clients that may read this school's targets.", school: holdsFor("TARGETS") },
  partnershipsOfSchool: { who: "Clients that may read this school's partnerships.", school: holdsFor("PARTNERSHIPS") },
  ownSchool: {
    who: "The school's own client.",
    school: (viewer, school) => viewer.role === "SCHOOL" && viewer.urn === school.urn,
  },
} as const satisfies Record<string, AccessRule>;

export type Access = keyof typeof accessRules;

/** The rule of that name, with its optional members typed. */
export const ruleOf = (access: Access): AccessRule => accessRules[access];

/** True if the field needs no check and belongs to the public schema. */
export const isOpen = (access: Access): boolean => access === "public" || access === "inherited";
