// Every argument that can be wrong: the error is of its own field, and the rest of the answer stays.
import {
  type GraphQLArgument,
  type GraphQLInputField,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets, comparison, globalId, runs, targetSet } from "../server/secrets.js";
import { type Ask, buildCountry, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let ask: Ask;
let key: string;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  key = (await makeClients(database)).DEPARTMENT.key;
  ({ ask } = serve(database));
});
afterAll(() => database.close());

/** Type -> a field that returns an object of it; a new parent of a checked argument needs a line here. */
const parents: Readonly<Record<string, string>> = {
  School: "school(urn: 100001)",
  Run: `run(id: "${globalId("Run", runs.published)}")`,
  Comparison: `comparison(id: "${globalId("Comparison", comparison)}")`,
  Viewer: "caller: viewer",
};

type Argument = GraphQLArgument | GraphQLInputField;

/** Plausible values of required arguments, by name. */
const required: Readonly<Record<string, string>> = {
  run: `"${globalId("Run", runs.published)}"`,
  runId: `"${globalId("Run", runs.unpublished)}"`,
  runs: `["${globalId("Run", runs.published)}", "${globalId("Run", runs.unpublished)}"]`,
  targetSetId: `"${globalId("TargetSet", targetSet)}"`,
  strategy: '"nearest-neighbour"',
  baseYear: '"2022/23"',
};

const literals = (others: readonly Argument[]) => others.map(({ name }) => `${name}: ${required[name]}`);

const fields = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith("__"))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })));

/** A query of one field below its parent, beside another root field. */
function queryOf(type: string, field: string, args: readonly string[]): string {
  const asked = `${field}(${args.join(", ")}) { __typename }`;
  return `{ ${type === "Query" ? asked : `${parents[type]} { ${asked} }`} viewer { role } }`;
}

/** The path of the field in the answer. */
const pathOf = (type: string, field: string) =>
  type === "Query" ? [field] : [String(parents[type]).replace(/\(.*|:.*/, ""), field];

describe("a field with arguments", () => {
  it("is nullable, so that an error in them removes nothing else", () => {
    const removing = fields.filter(({ field }) => field.args.length > 0 && isNonNullType(field.type));
    expect(removing.map(({ type, field }) => `${type}.${field.name}`)).toEqual([]);
  });
});

const lists = fields.filter(({ field }) => getNamedType(field.type).name.endsWith("Connection"));

describe.each(lists.map(({ type, field }) => ({ coordinate: `${type}.${field.name}`, type, field })))(
  "the list $coordinate",
  ({ type, field }) => {
    const others = literals(field.args.filter(isRequiredArgument));

    it.each([
      ["first: 101", "first: 101 is not from 0 to 100. Request fewer items and follow the cursor."],
      ["first: -1", "first: -1 is not from 0 to 100."],
      ["first: 1, last: 1", null],
      ['after: "x"', "The cursor is invalid. Use `endCursor` of the previous page unchanged."],
    ])("rejects %s alone", async (bad, message) => {
      const { data, errors, status } = await ask(queryOf(type, field.name, [...others, bad]), { key });
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ path: pathOf(type, field.name), extensions: { code: "BAD_ARGUMENT" } });
      if (message) expect(errors[0]?.message).toBe(message);
      expect(status).toBe(200);
      expect(data.viewer).toEqual({ role: "DEPARTMENT" });
    });
  },
);

describe("a number of items below 0", () => {
  it.each([
    [
      "peers",
      `school(urn: 100001) { name cohort(run: "${globalId("Run", runs.published)}") { peers(first: -1) { rank } } }`,
    ],
    ["mostDifferent", `${parents.Comparison} { mostDifferent(first: -1, strategy: "a", other: "b") { urn } }`],
  ])("is rejected by %s", async (field, asked) => {
    const { data, errors } = await ask(`{ ${asked} school2: school(urn: 100002) { urn } }`, { key });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_ARGUMENT"]);
    expect(errors[0]).toMatchObject({ path: expect.arrayContaining([field]) });
    expect(data.school2).toEqual({ urn: 100_002 });
  });
});

/** By its name, or by an example in its description. */
const isYear = ({ name, description, type }: Argument) =>
  getNamedType(type).name === "String" && (/year/i.test(name) || /\d{4}\/\d\d/.test(description ?? ""));

const years = [
  ...fields.flatMap(({ type, field }) =>
    field.args.filter(isYear).map((argument) => {
      const others = literals(field.args.filter((other) => other !== argument && isRequiredArgument(other)));
      const isList = String(argument.type).startsWith("[");
      const ask = (year: string) =>
        queryOf(type, field.name, [...others, `${argument.name}: ${isList ? `["2022/23", "${year}"]` : `"${year}"`}`]);
      return { coordinate: `${type}.${field.name}(${argument.name})`, ask };
    }),
  ),
  ...fields
    .filter(({ type }) => type === "Mutation")
    .flatMap(({ field }) => {
      const input = getNamedType(field.args[0]!.type);
      const given = isInputObjectType(input) ? Object.values(input.getFields()) : [];
      return given.filter(isYear).map((argument) => {
        const others = literals(given.filter((other) => other !== argument && isRequiredInputField(other)));
        const ask = (year: string) =>
          `mutation { ${field.name}(input: {${[...others, `${argument.name}: "${year}"`].join(", ")}}) { __typename } }`;
        return { coordinate: `${input.name}.${argument.name}`, ask };
      });
    }),
];

describe("an academic year", () => {
  it("is given to these fields", () => {
    expect(years.map(({ coordinate }) => coordinate).toSorted()).toEqual([
      "CompareRunsInput.heldOut",
      "DraftTargetsInput.targetYear",
      "School.attendance(years)",
      "School.circumstances(years)",
      "School.partnership(year)",
      "School.partnershipsAsPartner(year)",
      "School.progress(year)",
      "School.target(year)",
      "StartRunInput.baseYear",
      "StartRunInput.circumstancesYear",
    ]);
  });

  it.each(years)("is checked by $coordinate", async ({ ask: asking }) => {
    for (const year of ["2025", "2024-25", "2024/26", "2024/2025", ""]) {
      const { errors } = await ask(asking(year), { key });
      expect(errors.map(({ message }) => message)).toEqual([
        `'${year}' is not an academic year: write it like 2024/25.`,
      ]);
      expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    }
  });
});
