// Enums in the public schema: they have only values that public fields can return or public arguments can take.
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  type GraphQLEnumType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { accessRules, isOpen } from "../../src/access/access.js";
import { declaredAccess } from "../../src/access/access-plugin.js";
import { publicSchema } from "../../src/access/public-schema.js";
import { blocks, phases, schoolStatuses } from "../../src/import/classification.js";
import { fsmSources } from "../../src/import/facts.js";
import { regions } from "../../src/import/region.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { schoolOrders } from "../../src/schools/school-search.js";

const open = publicSchema(schema);

const enumName = (text: string) => text.toUpperCase().replaceAll(" ", "_");
const constraintName = (name: string) => enumName(name.replace(/[A-Z]/g, (letter) => ` ${letter}`));

const reasonsOfPairs = [
  "SAME_SCHOOL",
  "NOT_IN_POPULATION",
  "DIFFERENT_BLOCK",
  "EXCLUDED",
  "MISSING_CIRCUMSTANCES",
  "NOT_COMPARABLE",
  "FARTHER",
  "PASSED_OVER",
];

/** What public viewers may see, by hand. Add a value only if it says nothing about targets, links or clients. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  Block: blocks,
  Direction: ["ASC", "DESC"],
  FsmSource: fsmSources.map(enumName),
  NoPeersReason: ["MISSING_CIRCUMSTANCES", "NO_CANDIDATES"],
  OutsideReason: reasonsOfPairs,
  PairReason: reasonsOfPairs,
  PeerRule: [...Object.keys(normaliseConstraints({})).map(constraintName), "LINEAGE", "SEEKS_ONLY"],
  Phase: phases,
  Region: regions.map(enumName),
  Role: ["ANONYMOUS", "OFSTED"],
  SchoolOrderField: schoolOrders,
  SchoolStatus: schoolStatuses,
};

const enumsOf = (of: GraphQLSchema) =>
  Object.values(of.getTypeMap())
    .filter((type) => isEnumType(type))
    .filter((type) => !isIntrospectionType(type));

const namesOf = (type: GraphQLEnumType) =>
  type
    .getValues()
    .map(({ name }) => name)
    .sort();

/** Names of the types that fields and arguments of the schema use, from its root. */
function reachable(of: GraphQLSchema): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type.name)) return;
    seen.add(type.name);
    const uses = (used: GraphQLType) => visit(getNamedType(used));
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) uses(field.type);
    if (isInterfaceType(type)) for (const implementing of of.getPossibleTypes(type)) visit(implementing);
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const field of Object.values(type.getFields())) {
      uses(field.type);
      for (const argument of field.args) uses(argument.type);
    }
  };
  visit(of.getQueryType()!);
  return seen;
}

describe("the enums of the public schema", () => {
  it("have the values that public viewers may see, and no others", () => {
    const shown = Object.fromEntries(enumsOf(open).map((type) => [type.name, namesOf(type)]));
    const sorted = Object.entries(allowed).map(([name, values]) => [name, values.toSorted()]);
    expect(shown).toEqual(Object.fromEntries(sorted));
  });

  it("are each used by a public field or argument", () => {
    const used = reachable(open);
    expect(enumsOf(open).filter(({ name }) => !used.has(name))).toEqual([]);
  });

  it("have the same values as in the full schema, less those that declare an access that is not public", () => {
    for (const type of enumsOf(open)) {
      const declared = (schema.getType(type.name) as GraphQLEnumType)
        .getValues()
        .map((value) => [value.name, declaredAccess(value)] as const);
      expect(declared.filter(([, access]) => access === undefined || !(access in accessRules))).toEqual([]);
      const shown = declared.filter(([, access]) => isOpen(access!)).map(([name]) => name);
      expect(namesOf(type)).toEqual(shown.sort());
    }
  });

  it("do not build with a value that declares no access", () => {
    const planted = mapSchema(schema, {
      [MapperKind.ENUM_VALUE]: (value, type, _schema, name) =>
        `${type}.${name}` === "OutsideReason.WITHHELD" ? { ...value, extensions: {} } : value,
    });
    expect(() => publicSchema(planted)).toThrow("OutsideReason.WITHHELD declares no access");
  });
});
