// Measures the cost of the shield on 1,000 objects of 10 fields: without a shield, with graphql-shield alone, and as in
// Kindred.
//   npm run bench:shield [-- ROUNDS]
import { type DocumentNode, execute, GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, parse } from "graphql";
import { applyMiddleware } from "graphql-middleware";
import { allow, deny, rule, shield } from "graphql-shield";
import { type Access, accessRules, isOpen, ruleOf } from "../src/access/access.js";
import { accessTree, shieldSchema } from "../src/access/shield.js";
import { anonymous, type Viewer } from "../src/access/viewer.js";

const rounds = Number(process.argv[2] ?? 51);
const warmUpRounds = 10;

const fields = Array.from({ length: 10 }, (_, index) => `field${index}`);
const schools = Array.from({ length: 1000 }, (_, index) => ({
  urn: 100_000 + index,
  trustCode: null,
  laCode: null,
  ...Object.fromEntries(fields.map((field) => [field, index])),
}));
const department: Viewer = { ...anonymous, role: "DEPARTMENT" };
const grant = { capability: "TARGETS", urn: 0, trustCode: null, laCode: null } as const;
/** Every tenth school has granted access. */
const vendor: Viewer = {
  ...anonymous,
  role: "MIS_VENDOR",
  grants: schools.filter((_, index) => index % 10 === 0).map(({ urn }) => ({ ...grant, urn })),
};
const document: DocumentNode = parse(`{ schools { ${fields.join(" ")} } }`);

/** A schema of 1,000 schools whose fields all have the same access. */
function schemaOf(access: Access): GraphQLSchema {
  const field = { type: GraphQLInt, extensions: { access } };
  const school = new GraphQLObjectType({
    name: "School",
    fields: Object.fromEntries(fields.map((name) => [name, field])),
  });
  const all = { type: new GraphQLList(school), extensions: { access: "public" }, resolve: () => schools };
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { schools: all } }) });
}

const plainRules = new Map(
  (Object.keys(accessRules) as Access[]).map((access) => {
    const { viewer: decide, school: decideFor } = ruleOf(access);
    const decision = rule(access)((parent, _args, context: { viewer: Viewer }) =>
      decideFor ? decideFor(context.viewer, parent) : decide!(context.viewer),
    );
    return [access, isOpen(access) ? allow : decision];
  }),
);

/** As in graphql-shield's documentation: a rule for every field, without caching or exceptions. */
function shieldPlainly(schema: GraphQLSchema): GraphQLSchema {
  const ruleTree = Object.fromEntries(
    Object.entries(accessTree(schema)).map(([type, declared]) => [
      type,
      Object.fromEntries(Object.entries(declared).map(([name, access]) => [name, plainRules.get(access!)!])),
    ]),
  );
  return applyMiddleware(schema, shield(ruleTree, { fallbackRule: deny, allowExternalErrors: true }));
}

async function milliseconds(schema: GraphQLSchema, viewer: Viewer): Promise<number> {
  const start = performance.now();
  await execute({ schema, document, contextValue: { viewer } });
  return performance.now() - start;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Median milliseconds per schema, measured in alternation, so that other load affects all alike. */
async function interleaved(schemas: readonly GraphQLSchema[], viewer: Viewer): Promise<readonly number[]> {
  const times = schemas.map((): number[] => []);
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [index, schema] of schemas.entries()) {
      const time = await milliseconds(schema, viewer);
      if (round >= 0) times[index]!.push(time);
    }
  }
  return times.map(median);
}

const cases: readonly [string, Viewer, Access][] = [
  ["public, the department", department, "public"],
  ["targets, the department", department, "targets"],
  ["targets, a vendor of 100 schools", vendor, "targets"],
  ["targetsOfSchool, the department", department, "targetsOfSchool"],
];
console.log(`1,000 objects of 10 fields, medians of ${rounds}, Node ${process.version}\n`);
console.log("access of the fields, and viewer      bare ms  plain ms  ours ms  plain/bare  ours/bare");
for (const [name, viewer, access] of cases) {
  const bare = schemaOf(access);
  const schemasInTurn = [bare, shieldPlainly(bare), shieldSchema(bare)];
  const [without = 0, plain = 0, ours = 0] = await interleaved(schemasInTurn, viewer);
  const cells: [string, number][] = [
    [without.toFixed(1), 9],
    [plain.toFixed(1), 10],
    [ours.toFixed(1), 9],
    [(plain / without).toFixed(1), 12],
    [(ours / without).toFixed(2), 11],
  ];
  console.log(`${name.padEnd(36)}${cells.map(([cell, width]) => cell.padStart(width)).join("")}`);
}
