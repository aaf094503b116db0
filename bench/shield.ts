// What the shield costs: 1,000 objects of 10 fields, bare, shielded plainly, and shielded as Kindred does it.
//   npm run bench:shield [-- ROUNDS]
import { type DocumentNode, execute, GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, parse } from "graphql";
import { applyMiddleware } from "graphql-middleware";
import { allow, deny, rule, shield } from "graphql-shield";
import { type Access, accessRules, isOpen, ruleOf } from "../src/access/access.js";
import { accessTree, shieldSchema } from "../src/access/shield.js";
import { anonymous, type Viewer } from "../src/access/viewer.js";

const rounds = Number(process.argv[2] ?? 51);
const warmUp = 10;

const fields = Array.from({ length: 10 }, (_, index) => `field${index}`);
const schools = Array.from({ length: 1000 }, (_, index) => ({
  urn: 100_000 + index,
  trustCode: null,
  laCode: null,
  ...Object.fromEntries(fields.map((field) => [field, index])),
}));
const department: Viewer = { ...anonymous, role: "DEPARTMENT" };
const agreed = { capability: "TARGETS", urn: 0, trustCode: null, laCode: null } as const;
/** Every tenth school agreed. */
const vendor: Viewer = {
  ...anonymous,
  role: "MIS_VENDOR",
  grants: schools.filter((_, index) => index % 10 === 0).map(({ urn }) => ({ ...agreed, urn })),
};
const document: DocumentNode = parse(`{ schools { ${fields.join(" ")} } }`);

/** 1,000 schools whose fields all declare one access. */
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
    const decided = rule(access)((parent, _args, context: { viewer: Viewer }) =>
      decideFor ? decideFor(context.viewer, parent) : decide!(context.viewer),
    );
    return [access, isOpen(access) ? allow : decided];
  }),
);

/** As graphql-shield's own pages have it: every field behind its rule, nothing cached, nothing left out. */
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

/** One of each in turn, so that what slows the machine slows them all. */
async function interleaved(schemas: readonly GraphQLSchema[], viewer: Viewer): Promise<readonly number[]> {
  const taken = schemas.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [at, schema] of schemas.entries()) {
      const took = await milliseconds(schema, viewer);
      if (round >= 0) taken[at]!.push(took);
    }
  }
  return taken.map(median);
}

const cases: readonly [string, Viewer, Access][] = [
  ["public, the department", department, "public"],
  ["targets, the department", department, "targets"],
  ["targets, a vendor of 100 schools", vendor, "targets"],
  ["targetsOfSchool, the department", department, "targetsOfSchool"],
];
console.log(`1,000 objects of 10 fields, medians of ${rounds}, Node ${process.version}\n`);
console.log("access of the fields, and who asks    bare ms  plain ms  ours ms  plain/bare  ours/bare");
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
