// The table of accesses that a field may declare. Membership of the public schema, the shield and its tests follow from it.
import {
  type Capability,
  inScope,
  isPublic,
  mayAnalyse,
  mayGovern,
  mayReadEveryTarget,
  scopeOf,
  type Viewer,
} from "./viewer.js";

/** What a rule may read of a school: whatever object carries these counts. */
export interface SchoolIdentity {
  readonly urn: number;
  readonly trustCode: number | null;
  readonly laCode: number | null;
}

interface AccessRule {
  /** For the documents and for whoever reads the schema. */
  readonly who: string;
  /** Decides from the viewer alone. */
  readonly viewer?: (viewer: Viewer) => boolean;
  /** Decides from the viewer and the school that the field hangs on. Never cached. */
  readonly school?: (viewer: Viewer, school: SchoolIdentity) => boolean;
}

const reads = (capability: Capability) => (viewer: Viewer) => scopeOf(viewer, capability).length > 0;
const readsOf = (capability: Capability) => (viewer: Viewer, school: SchoolIdentity) =>
  inScope(scopeOf(viewer, capability), school);

export const accessRules = {
  public: { who: "Anyone." },
  /** Relay's scaffolding (Connection, Edge, PageInfo, Node): whoever reached it through a field that let them. */
  inherited: { who: "Whoever reached the object." },
  client: { who: "Any client but Ofsted's.", viewer: (viewer) => !isPublic(viewer) },
  analyst: { who: "Analysts and the department.", viewer: mayAnalyse },
  department: { who: "The department.", viewer: mayGovern },
  grants: {
    who: "A school's client and the department.",
    viewer: (viewer) => viewer.role === "SCHOOL" || mayGovern(viewer),
  },
  targets: { who: "Clients who may read some school's targets.", viewer: reads("TARGETS") },
  partnerships: { who: "Clients who may read some school's partnerships.", viewer: reads("PARTNERSHIPS") },
  everyTarget: {
    who: "The department, and analysts to whom it granted the targets of all schools.",
    viewer: mayReadEveryTarget,
  },
  targetsOfSchool: { who: "Clients who may read this school's targets.", school: readsOf("TARGETS") },
  partnershipsOfSchool: { who: "Clients who may read this school's partnerships.", school: readsOf("PARTNERSHIPS") },
  ownSchool: {
    who: "The school's own client.",
    school: (viewer, school) => viewer.role === "SCHOOL" && viewer.urn === school.urn,
  },
} as const satisfies Record<string, AccessRule>;

export type Access = keyof typeof accessRules;

/** The rule behind a name, with both of its forms in sight. */
export const ruleOf = (access: Access): AccessRule => accessRules[access];

/** Anyone who gets there may read it: no check is needed, and the public schema has it. */
export const isOpen = (access: Access): boolean => access === "public" || access === "inherited";
