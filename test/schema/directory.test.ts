import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { type Ask, buildCountry, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  ({ ask } = serve(database));
});
afterAll(() => database.close());

describe("a school", () => {
  it("is returned by URN, with figures, sources and links", async () => {
    const { data } = await ask(`{
      school(urn: 100002) {
        urn name laestab localAuthority { code name } trust { code } location { easting } source { file line }
        attendance(years: ["2022/23"]) {
          year attendance overallAbsence changeOnYearBefore changeOn2018 missing { figure code } source { sha256 line }
        }
        circumstances { year roll fsm fsmSource }
        links { urn type established school { name } }
        successors { urn }
      }
    }`);
    expect(data.school).toEqual({
      urn: 100_002,
      name: "École 01",
      laestab: 3_010_000,
      localAuthority: { code: 302, name: "Southshire" },
      trust: null,
      location: { easting: 401_000 },
      source: { file: "directory.csv", line: 3 },
      attendance: [
        {
          year: "2022/23",
          attendance: 92.59,
          overallAbsence: 7.41,
          changeOnYearBefore: 0.7,
          changeOn2018: -2.4,
          missing: [{ figure: "persistentAbsence", code: "SUPP" }],
          source: { sha256: "abc", line: 121 },
        },
      ],
      circumstances: [{ year: "2022/23", roll: 900, fsm: 21.5, fsmSource: "PNUMFSMEVER" }],
      links: [{ urn: 100_001, type: "Sixth Form Centre Link", established: null, school: { name: "Oakfield 00" } }],
      successors: [],
    });
  });

  it("lists its predecessor", async () => {
    const { data } = await ask("{ school(urn: 100060) { predecessors { school { urn } } links { urn } } }");
    expect(data.school).toEqual({ predecessors: [{ school: { urn: 100_059 } }], links: [{ urn: 100_059 }] });
  });

  it("is returned by LAESTAB: the open one of two", async () => {
    const { data } = await ask("{ school(laestab: 3010005) { urn status } }");
    expect(data.school).toEqual({ urn: 100_011, status: "OPEN" });
  });

  it("rejects both numbers together and neither of them", async () => {
    for (const args of ["(urn: 100001, laestab: 3010000)", ""]) {
      const { errors } = await ask(`{ school${args} { urn } }`);
      expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    }
  });

  it("returns null, never 0, for a missing figure", async () => {
    const { data } = await ask("{ school(urn: 100059) { attendance { attendance changeOnYearBefore } } }");
    expect(data.school.attendance).toEqual(Array(3).fill({ attendance: null, changeOnYearBefore: null }));
  });
});

describe("a list of schools", () => {
  const list = (args: string) => ask(`{ schools(${args}) { totalCount nodes { urn name } } }`);

  it("finds words of the name, ignoring case and accents", async () => {
    const { data } = await list('filter: { search: "40 ÉCOLE" }');
    expect(data.schools).toEqual({ totalCount: 1, nodes: [{ urn: 100_041, name: "École 40" }] });
  });

  it("combines all conditions of the filter", async () => {
    const { data } = await list(
      'filter: { localAuthority: 301, trust: 5001, open: true, region: NORTH_WEST, phases: [SECONDARY], search: "oak" }',
    );
    expect(data.schools.totalCount).toBe(10);
  });

  it.each(["trust: 0", "localAuthority: 0", "region: LONDON"])(
    "does not ignore the condition %s",
    async (condition) => {
      const { data } = await list(`filter: { ${condition} }`);
      expect(data.schools.totalCount).toBe(0);
    },
  );

  it("is sorted by relevance by default if there is a search", async () => {
    const search = 'filter: { search: "oakfield" }, first: 2';
    const { data: first } = await list(search);
    expect(first).toEqual((await list(`${search}, orderBy: { field: RELEVANCE }`)).data);
    expect(first.schools.nodes.map(({ urn }: { urn: number }) => urn)).toEqual([100_001, 100_004]);
    const { data: named } = await list('filter: { search: " " }, first: 1');
    expect(named).toEqual((await list("first: 1, orderBy: { field: NAME }")).data);
  });

  it("does not treat % and _ in a search as wildcards", async () => {
    const { data } = await list('filter: { search: "%_" }');
    expect(data.schools.totalCount).toBe(0);
  });

  it("is sorted by distance from a point or a school", async () => {
    const near = await list(
      "first: 3, filter: { near: { easting: 402100, northing: 300000, withinKm: 2.5 } }, orderBy: { field: DISTANCE }",
    );
    expect(near.data.schools.nodes.map(({ urn }: { urn: number }) => urn)).toEqual([100_003, 100_004, 100_002]);
    expect(near.data.schools.totalCount).toBe(5);
    const school = await list("filter: { near: { urn: 100003, withinKm: 1 } }, orderBy: { field: DISTANCE }");
    expect(school.data.schools.nodes[0].urn).toBe(100_003);
    const nowhere = await list("filter: { near: { urn: 100060, withinKm: 500 } }");
    expect(nowhere.data.schools.totalCount).toBe(0);
  });

  it("is sorted by attendance in both directions, with schools without a figure last", async () => {
    const { data: down } = await list("first: 1, orderBy: { field: ATTENDANCE, direction: DESC }");
    const { data: up } = await list("first: 1, orderBy: { field: ATTENDANCE }");
    const { data: last } = await list("last: 1, orderBy: { field: ATTENDANCE }");
    expect([down, up, last].map(({ schools }) => schools.nodes[0].urn)).toEqual([100_001, 100_060, 100_059]);
  });

  it("returns each school once when paged forwards and backwards", async () => {
    const forwards: number[] = [];
    const backwards: number[] = [];
    for (let after = ""; ; ) {
      const { data } = await ask(
        `query Page($after: String) { schools(first: 7, after: $after) { pageInfo { hasNextPage endCursor } nodes { urn } } }`,
        {
          variables: { after: after || null },
        },
      );
      forwards.push(...data.schools.nodes.map(({ urn }: { urn: number }) => urn));
      after = data.schools.pageInfo.endCursor;
      if (!data.schools.pageInfo.hasNextPage) break;
    }
    for (let before = ""; ; ) {
      const { data } = await ask(
        `query Page($before: String) { schools(last: 7, before: $before) { pageInfo { hasPreviousPage startCursor } nodes { urn } } }`,
        {
          variables: { before: before || null },
        },
      );
      backwards.unshift(...data.schools.nodes.map(({ urn }: { urn: number }) => urn));
      before = data.schools.pageInfo.startCursor;
      if (!data.schools.pageInfo.hasPreviousPage) break;
    }
    expect(new Set(forwards).size).toBe(60);
    expect(backwards).toEqual(forwards);
  });

  it.each([
    ["more than a full page", "first: 101"],
    ["a negative page size", "first: -1"],
    ["an invalid cursor", 'after: "abc"'],
    ["a sort by distance without `near`", "orderBy: { field: DISTANCE }"],
    ["a sort by relevance without a search", "orderBy: { field: RELEVANCE }"],
    ["a sort by relevance with a blank search", 'filter: { search: " " }, orderBy: { field: RELEVANCE }'],
    ["a point with one coordinate", "filter: { near: { easting: 1, withinKm: 1 } }"],
    ["a distance of 0", "filter: { near: { urn: 100001, withinKm: 0 } }"],
    ["a distance whose square is infinite", "filter: { near: { urn: 100001, withinKm: 1e200 } }"],
    ["a distance whose square is 0", "filter: { near: { urn: 100001, withinKm: 1e-200 } }"],
    ["a point off the grid", "filter: { near: { easting: -2147483648, northing: 0, withinKm: 1 } }"],
    ["a search of thousands of words", `filter: { search: "${"a ".repeat(5000)}" }`],
    ["a search with a NUL", 'filter: { search: "a\\u0000" }'],
  ])("rejects %s with a reason", async (_what, args) => {
    const { errors } = await list(args);
    expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });
});

describe("a list that can only be read forwards", () => {
  const cursor = (key: string) => Buffer.from(`after:${key}`).toString("base64url");
  const someone = "00000000-0000-4000-8000-000000000000";

  it.each([
    ["an id of dashes", cursor(`2026-01-02T00:00:00.000Z ${"-".repeat(36)}`)],
    ["a year that the database cannot store", cursor(`+275760-09-13T00:00:00.000Z ${someone}`)],
    ["the year 0", cursor(`0000-01-01T00:00:00.000Z ${someone}`)],
    ["an invalid month", cursor(`2026-13-01T00:00:00.000Z ${someone}`)],
    ["a school's URN", cursor("100001")],
  ])("rejects a cursor with %s", async (_what, after) => {
    const { errors } = await ask(`{ publishedRuns(after: "${after}") { nodes { id } } }`);
    expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });

  it("accepts a page size of 0, to get the count", async () => {
    const { data, errors } = await ask(
      "{ publishedRuns(first: 0) { totalCount nodes { id } pageInfo { hasNextPage } } }",
    );
    expect(errors).toEqual([]);
    expect(data.publishedRuns).toEqual({ totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } });
  });
});

describe("nodes by ID", () => {
  it("rejects more than 100 IDs", async () => {
    const { errors } = await ask("query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      variables: { ids: Array(101).fill("x") },
    });
    expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });

  it("returns the school, and null for a missing, malformed or hidden ID", async () => {
    const { data } = await ask("{ school(urn: 100001) { id } }");
    const missing = Buffer.from("School:999999").toString("base64");
    const secret = Buffer.from("TargetSet:00000000-0000-4000-8000-000000000000").toString("base64");
    const { data: again, errors } = await ask(
      "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on School { urn } } }",
      {
        variables: { ids: [data.school.id, missing, secret, "nonsense", "U2Nob29sOmFiYw==", ""] },
      },
    );
    expect(errors).toEqual([]);
    expect(again.nodes).toEqual([
      { __typename: "School", id: data.school.id, urn: 100_001 },
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
