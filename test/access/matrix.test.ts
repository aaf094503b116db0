// Checks every field of both schemas against every kind of viewer, by a table of who sees what.
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import { extendSchema, GraphQLError, type GraphQLObjectType, type GraphQLSchema, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { builder } from "../../schema/builder.js";
import { schema } from "../../schema/index.js";
import { type Access, accessRules } from "../../src/access/access.js";
import { publicSchema } from "../../src/access/public-schema.js";
import { accessTree, shieldSchema } from "../../src/access/shield.js";
import { anonymous, type Capability, everySchool, type SchoolSet, type Viewer } from "../../src/access/viewer.js";

/** The parent of every field: a school in trust 5001 and authority 301. */
const school = { urn: 100_001, trustCode: 5001, laCode: 301 };

const grant = (capability: Capability, urn: number | null = null) => ({ capability, ...everySchool, urn });
const grantOf = (capability: Capability, of: Partial<SchoolSet>) => ({ capability, ...everySchool, ...of });
const viewers = {
  anyone: anonymous,
  ofsted: { ...anonymous, role: "OFSTED" },
  ofstedGranted: { ...anonymous, role: "OFSTED", grants: [grant("TARGETS"), grant("PARTNERSHIPS")] },
  school: { ...anonymous, role: "SCHOOL", urn: 100_001 },
  otherSchool: { ...anonymous, role: "SCHOOL", urn: 100_002 },
  trust: { ...anonymous, role: "TRUST", trustCode: 5001 },
  trustGranted: { ...anonymous, role: "TRUST", trustCode: 5001, grants: [grant("TARGETS")] },
  trustGrantedOther: {
    ...anonymous,
    role: "TRUST",
    trustCode: 5002,
    grants: [grantOf("TARGETS", { trustCode: 5001 })],
  },
  trustGrantedHere: { ...anonymous, role: "TRUST", trustCode: 5001, grants: [grantOf("TARGETS", { laCode: 301 })] },
  trustGrantedAway: { ...anonymous, role: "TRUST", trustCode: 5001, grants: [grantOf("TARGETS", { laCode: 302 })] },
  otherTrustGranted: { ...anonymous, role: "TRUST", trustCode: 5002, grants: [grant("TARGETS")] },
  authorityGranted: { ...anonymous, role: "LOCAL_AUTHORITY", laCode: 301, grants: [grant("PARTNERSHIPS")] },
  vendor: { ...anonymous, role: "MIS_VENDOR" },
  vendorAgreed: { ...anonymous, role: "MIS_VENDOR", grants: [grant("TARGETS", 100_001)] },
  vendorGranted: { ...anonymous, role: "MIS_VENDOR", grants: [grant("TARGETS")] },
  vendorOfAttendance: { ...anonymous, role: "MIS_VENDOR", grants: [grant("ATTENDANCE", 100_001)] },
  vendorOfTargetsAndAttendance: {
    ...anonymous,
    role: "MIS_VENDOR",
    grants: [grant("TARGETS", 100_001), grant("ATTENDANCE", 100_001)],
  },
  vendorOfTargetsHere: {
    ...anonymous,
    role: "MIS_VENDOR",
    grants: [grant("TARGETS", 100_001), grant("ATTENDANCE", 100_002)],
  },
  trustOfAttendance: { ...anonymous, role: "TRUST", trustCode: 5001, grants: [grant("ATTENDANCE")] },
  vendorElsewhere: { ...anonymous, role: "MIS_VENDOR", grants: [grant("TARGETS", 100_002)] },
  vendorOfLinks: { ...anonymous, role: "MIS_VENDOR", grants: [grant("PARTNERSHIPS", 100_001)] },
  analyst: { ...anonymous, role: "ANALYST" },
  analystOfBoth: { ...anonymous, role: "ANALYST", grants: [grant("PARTNERSHIPS"), grant("TARGETS")] },
  analystOfLinks: { ...anonymous, role: "ANALYST", grants: [grant("PARTNERSHIPS")] },
  analystGranted: { ...anonymous, role: "ANALYST", grants: [grant("TARGETS")] },
  analystOfTrust: { ...anonymous, role: "ANALYST", grants: [grantOf("TARGETS", { trustCode: 5001 })] },
  analystElsewhere: { ...anonymous, role: "ANALYST", grants: [grantOf("TARGETS", { laCode: 302 })] },
  vendorOfTrust: { ...anonymous, role: "MIS_VENDOR", grants: [grantOf("TARGETS", { trustCode: 5001 })] },
  department: { ...anonymous, role: "DEPARTMENT" },
} as const satisfies Record<string, Viewer>;
type Who = keyof typeof viewers;

const everyone = Object.keys(viewers) as Who[];

const analysts: Who[] = [
  "analyst",
  "analystOfBoth",
  "analystOfLinks",
  "analystGranted",
  "analystOfTrust",
  "analystElsewhere",
];

const vendors: Who[] = [
  "vendor",
  "vendorOfTargetsHere",
  "vendorOfTargetsAndAttendance",
  "vendorAgreed",
  "vendorGranted",
  "vendorOfAttendance",
  "vendorElsewhere",
  "vendorOfLinks",
  "vendorOfTrust",
];

/** Written by hand from the design's table, independently of the code. */
const table: Record<Access, readonly Who[]> = {
  public: everyone,
  inherited: everyone,
  client: everyone.filter((who) => !["anyone", "ofsted", "ofstedGranted"].includes(who)),
  analyst: [...analysts, "department"],
  ownPeers: ["school", "otherSchool", ...analysts, "department"],
  department: ["department"],
  everyTarget: ["analystGranted", "analystOfBoth", "department"],
  submitAttendance: [
    "school",
    "otherSchool",
    "vendorOfAttendance",
    "vendorOfTargetsAndAttendance",
    "vendorOfTargetsHere",
  ],
  setHalfTerms: ["school", "otherSchool", "department"],
  grants: ["school", "otherSchool", "department"],
  vendor: vendors,
  anySchool: ["school", "otherSchool"],
  requests: ["school", "otherSchool", ...vendors, "department"],
  targets: [
    "school",
    "otherSchool",
    "trustGranted",
    "trustGrantedHere",
    "trustGrantedAway",
    "otherTrustGranted",
    "vendorAgreed",
    "vendorElsewhere",
    "analystGranted",
    "analystOfBoth",
    "analystOfTrust",
    "analystElsewhere",
    "vendorOfTargetsAndAttendance",
    "vendorOfTargetsHere",
    "department",
  ],
  partnerships: [
    "school",
    "otherSchool",
    "authorityGranted",
    "vendorOfLinks",
    "analystOfBoth",
    "analystOfLinks",
    "department",
  ],
  partnershipCohorts: ["school", "otherSchool", "authorityGranted", "analystOfBoth", "department"],
  targetsOfSchool: [
    "school",
    "trustGranted",
    "trustGrantedHere",
    "vendorAgreed",
    "analystGranted",
    "analystOfBoth",
    "analystOfTrust",
    "vendorOfTargetsAndAttendance",
    "vendorOfTargetsHere",
    "department",
  ],
  partnershipsOfSchool: [
    "school",
    "authorityGranted",
    "vendorOfLinks",
    "analystOfBoth",
    "analystOfLinks",
    "department",
  ],
  attendance: [
    "school",
    "otherSchool",
    "vendorOfAttendance",
    "trustOfAttendance",
    "vendorOfTargetsAndAttendance",
    "vendorOfTargetsHere",
    "department",
  ],
  attendanceOfSchool: [
    "school",
    "vendorOfAttendance",
    "trustOfAttendance",
    "vendorOfTargetsAndAttendance",
    "department",
  ],
  targetAndAttendanceOfSchool: ["school", "vendorOfTargetsAndAttendance", "department"],
  ownSchoolOrDepartment: ["school", "department"],
  ownSchool: ["school"],
};

/** What every stubbed resolver returns. */
const reached = "reached";
const stubbed = (of: GraphQLSchema) =>
  mapSchema(of, { [MapperKind.OBJECT_FIELD]: (field) => ({ ...field, resolve: () => reached }) });

async function resolveField(of: GraphQLSchema, type: string, field: string, viewer: Viewer): Promise<unknown> {
  const parentType = of.getType(type) as GraphQLObjectType;
  const { resolve } = parentType.getFields()[field]!;
  return resolve?.(school, {}, { viewer }, { parentType, fieldName: field } as never);
}

const coordinates = (of: GraphQLSchema) =>
  Object.entries(accessTree(of)).flatMap(([type, fields]) =>
    Object.entries(fields).map(([field, access]) => ({ type, field, access })),
  );

describe("every field", () => {
  const full = shieldSchema(stubbed(schema));

  it("is resolved only for the viewers in the table", async () => {
    const wrong: string[] = [];
    for (const { type, field, access } of coordinates(schema)) {
      for (const who of everyone) {
        const answer = await resolveField(full, type, field, viewers[who]);
        const may = access !== undefined && table[access].includes(who);
        const denied = answer instanceof GraphQLError && answer.extensions.code === "FORBIDDEN";
        if (may ? answer !== reached : !denied) wrong.push(`${type}.${field} (${access}) for ${who}`);
      }
    }
    expect(coordinates(schema).length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  it("is in the public schema if and only if it is open and reachable", () => {
    const open = coordinates(publicSchema(schema));
    expect(open.filter(({ access }) => access !== "public" && access !== "inherited")).toEqual([]);
    const names = new Set(open.map(({ type, field }) => `${type}.${field}`));
    const missing = coordinates(schema).filter(
      ({ type, field, access }) => access === "public" && !names.has(`${type}.${field}`),
    );
    expect(missing).toEqual([]);
  });

  it("is decided separately for each school within one request", async () => {
    const context = { viewer: viewers.school };
    const parentType = full.getType("School") as GraphQLObjectType;
    const { resolve } = parentType.getFields().target!;
    const info = { parentType, fieldName: "target" } as never;
    const ask = (urn: number) => resolve?.({ ...school, urn }, {}, context, info);
    expect(await ask(100_001)).toBe(reached);
    expect(await ask(100_002)).toBeInstanceOf(GraphQLError);
    expect(await ask(100_001)).toBe(reached);
  });

  it("is refused in words that name it and those it is for, whatever the data are", async () => {
    const refusals: [string, string, string][] = [
      ["Mutation", "publishRun", "You may not use the mutation `publishRun`: it is for the department."],
      ["Mutation", "startRun", "You may not use the mutation `startRun`: it is for analysts and the department."],
      ["Query", "clients", "You may not read `clients`: it is for the department."],
      ["Run", "status", "You may not read `Run.status`: it is for analysts and the department."],
      [
        "School",
        "target",
        "You may not read `School.target`: it is for this school, the department, and clients with a grant of TARGETS that covers the school.",
      ],
      ["School", "targetCohort", "You may not read `School.targetCohort`: it is for this school."],
    ];
    for (const [type, field, message] of refusals) {
      expect(await resolveField(full, type, field, viewers.vendor)).toMatchObject({ message });
    }
    for (const { type, field, access } of coordinates(schema)) {
      if (access === undefined || table[access] === everyone) continue;
      const { message } = (await resolveField(full, type, field, viewers.ofsted)) as GraphQLError;
      expect(message).toContain(field);
      expect(message).toMatch(/^You may not (read|use the mutation) `[\w.]+`: it is for [^.]+\.$/);
    }
  });

  it("has an access rule, and every rule is used", () => {
    const used = new Set(coordinates(schema).map(({ access }) => access));
    expect(Object.keys(accessRules).filter((access) => !used.has(access as Access))).toEqual([]);
  });
});

describe("the secret fields of a school", () => {
  it.each([
    ["target", "targetsOfSchool"],
    ["targetCohort", "ownSchool"],
    ["partnership", "partnershipsOfSchool"],
    ["partnershipsAsPartner", "partnershipsOfSchool"],
  ])("%s is for %s", (field, access) => {
    expect(accessTree(schema).School?.[field]).toBe(access);
  });

  it("return types whose fields are secret too", () => {
    const { Target, TargetFigure, Partnership } = accessTree(schema);
    expect(new Set(Object.values({ ...Target, ...TargetFigure }))).toEqual(new Set(["targets"]));
    expect(new Set(Object.values(Partnership ?? {}))).toEqual(new Set(["partnerships", "partnershipCohorts"]));
  });
});

describe("a mistake in an access declaration", () => {
  const emptyBuilder = () =>
    new (builder.constructor as new (options: object) => typeof builder)({ plugins: ["access"] });
  const built = (options: object) => {
    const own = emptyBuilder();
    own.queryType({ fields: (t) => ({ figure: t.int({ resolve: () => 1, ...options } as never) }) });
    return () => own.toSchema();
  };

  it("is found when the schema is built", () => {
    expect(built({ access: "public" })).not.toThrow();
    expect(built({})).toThrow("Query.figure declares no access");
    expect(built({ access: "everybody" })).toThrow('Query.figure declares the unknown access "everybody"');
    expect(built({ access: "analyst", nullable: false })).toThrow("Query.figure is not public, so it must be nullable");
  });

  it("denies a field that was added without a declaration", async () => {
    const more = extendSchema(schema, parse("extend type Query { back: String }"));
    const shielded = shieldSchema(stubbed(more));
    expect(await resolveField(shielded, "Query", "back", viewers.department)).toBeInstanceOf(GraphQLError);
  });
});
