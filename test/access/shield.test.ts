// The shield beyond the matrix: event sources, concurrent viewers, errors, and schemas that it refuses to build.
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
  subscribe,
} from "graphql";
import { describe, expect, it } from "vitest";
import type { Access } from "../../src/access/access.js";
import { shieldSchema } from "../../src/access/shield.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";

const analyst: Viewer = { ...anonymous, role: "ANALYST" };
const vendor: Viewer = { ...anonymous, role: "MIS_VENDOR" };
const of = (urn: number): Viewer => ({ ...anonymous, role: "SCHOOL", urn });

const int = { type: GraphQLInt };
const open = { ...int, extensions: { access: "public" } };
const query = new GraphQLObjectType({ name: "Query", fields: { one: { ...open, resolve: () => 1 } } });
const codes = (answer: ExecutionResult) => (answer.errors ?? []).map(({ extensions }) => extensions.code);

describe.each([
  ["with a resolver", (event: { count: number }) => event.count],
  ["without a resolver", undefined],
])("a subscription %s", (_, resolve) => {
  /** Two events, 1 and 2; counts how often its source was started. */
  const world = (access: Access | undefined) => {
    let started = 0;
    const source = async function* () {
      yield { count: 1 };
      yield { count: 2 };
    };
    const field = {
      ...int,
      ...(access && { extensions: { access } }),
      ...(resolve && { resolve }),
      subscribe: () => {
        started++;
        return source();
      },
    };
    const subscription = new GraphQLObjectType({ name: "Subscription", fields: { count: field } });
    const schema = shieldSchema(new GraphQLSchema({ query, subscription }));
    return { starts: () => started, schema };
  };
  const document = parse("subscription { count }");
  const ask = (schema: GraphQLSchema, viewer: Viewer) => subscribe({ schema, document, contextValue: { viewer } });

  it("starts its source for viewers with access, and delivers each event", async () => {
    const { schema, starts } = world("analyst");
    const events = [];
    for await (const event of (await ask(schema, analyst)) as AsyncIterable<ExecutionResult>) events.push(event);
    expect(events).toEqual([{ data: { count: 1 } }, { data: { count: 2 } }]);
    expect(starts()).toBe(1);
  });

  it.each([
    ["of analysts", "analyst", vendor],
    ["without a declared access", undefined, { ...anonymous, role: "DEPARTMENT" }],
  ] as const)("%s is denied to other viewers before its source starts", async (_, access, viewer) => {
    const { schema, starts } = world(access);
    const answer = (await ask(schema, viewer)) as ExecutionResult;
    expect(codes(answer)).toEqual(["FORBIDDEN"]);
    const reason = access ? "it is for analysts and the department" : "nobody may";
    expect(answer.errors?.[0]?.message).toBe(`You may not subscribe to \`count\`: ${reason}.`);
    expect(answer.data).toBeUndefined();
    expect(starts()).toBe(0);
  });

  it("with a rule about its school is denied, since it has no school", async () => {
    const { schema, starts } = world("ownSchool");
    expect(((await ask(schema, of(100_001))) as ExecutionResult).errors).toHaveLength(1);
    expect(starts()).toBe(0);
  });

  it("is open to everyone if declared public", async () => {
    const { schema, starts } = world("public");
    await ask(schema, anonymous);
    expect(starts()).toBe(1);
  });

  it("also guards the resolver of each event", async () => {
    const { schema } = world("analyst");
    const event = { schema, document, rootValue: { count: 1 } };
    expect(codes(await execute({ ...event, contextValue: { viewer: vendor } }))).toEqual(["FORBIDDEN"]);
    expect(codes(await execute({ ...event, contextValue: { viewer: analyst } }))).toEqual([]);
  });
});

describe("concurrent viewers", () => {
  it("each get the decision for their own viewer and school", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const school = new GraphQLObjectType({
      name: "School",
      fields: {
        secret: { ...int, extensions: { access: "analyst" }, resolve: () => 1 },
        target: { ...int, extensions: { access: "targetsOfSchool" }, resolve: () => 1 },
      },
    });
    /** Secrets are resolved only after every viewer has the schools. */
    const waiting = async () => {
      await gate;
      return [100_001, 100_002].map((urn) => ({ urn, trustCode: null, laCode: null }));
    };
    const schools = { type: new GraphQLList(school), extensions: { access: "public" }, resolve: waiting };
    const schema = shieldSchema(
      new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { schools } }) }),
    );
    const document = parse("{ schools { secret again: secret target } }");
    const running = [analyst, vendor, of(100_001), of(100_002)].map((viewer) =>
      execute({ schema, document, contextValue: { viewer } }),
    );
    release();
    const answers = await Promise.all(running);
    const schoolsSeen = (secret: number | null, targets: readonly (number | null)[]) =>
      targets.map((target) => ({ secret, again: secret, target }));
    expect(answers.map(({ data }) => data?.schools)).toEqual([
      schoolsSeen(1, [null, null]),
      schoolsSeen(null, [null, null]),
      schoolsSeen(null, [1, null]),
      schoolsSeen(null, [null, 1]),
    ]);
  });
});

describe("an error", () => {
  it("inside a rule denies the field and is reported as an error, not a denial", async () => {
    const own = { ...int, extensions: { access: "ownSchool" }, resolve: () => 1 };
    const schema = shieldSchema(
      new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { own } }) }),
    );
    const answer = await execute({ schema, document: parse("{ own }"), contextValue: { viewer: of(100_001) } });
    expect(answer.data).toEqual({ own: null });
    expect(answer.errors?.[0]?.originalError).toBeInstanceOf(TypeError);
  });

  it("in a resolver behind a rule is reported unchanged", async () => {
    const fail = () => {
      throw new RangeError("broken");
    };
    const broken = { ...int, extensions: { access: "analyst" }, resolve: fail };
    const schema = shieldSchema(
      new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields: { broken } }) }),
    );
    const ask = (viewer: Viewer) => execute({ schema, document: parse("{ broken }"), contextValue: { viewer } });
    expect((await ask(analyst)).errors?.[0]?.originalError).toBeInstanceOf(RangeError);
    expect(codes(await ask(vendor))).toEqual(["FORBIDDEN"]);
  });
});

describe("a rule for a type without resolvers", () => {
  const schema = buildSchema(
    "interface Named { name: String } type Query implements Named { name: String } union Any = Query",
  );

  it.each(["Named", "Any", "Nowhere"])("is rejected by name: %s", (name) => {
    expect(() => shieldSchema(schema, { Query: { name: "public" }, [name]: { name: "analyst" } })).toThrow(name);
  });
});
