// Submitting attendance over GraphQL, reading what was submitted, and half terms.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { grantCapability } from "../../src/access/grants.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "../server/world.js";
import { schoolOf } from "../submissions/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: TestServer;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  const clientId = clients.MIS_VENDOR.id;
  await grantCapability(database, schoolOf(100_001), { clientId, capability: "ATTENDANCE" });
  server = serve(database);
});
beforeEach(() => database.query("TRUNCATE submission, school_half_terms"));
afterAll(() => database.close());

type Role = keyof Clients;
const ask = (role: Role, query: string, variables?: object) => server.ask(query, { key: clients[role].key, variables });

const week = (changes: object = {}) => ({
  urn: 100_001,
  scope: "AGE_5_15",
  from: "2024-09-09",
  to: "2024-09-13",
  revision: 1,
  asAt: "2024-09-16T09:00:00Z",
  byCode: [
    { code: "/", sessions: 3800 },
    { code: "I", sessions: 200 },
  ],
  enrolments: 400,
  ...changes,
});

const submitting = `mutation Submit($input: SubmitAttendanceInput!) {
  submitAttendance(input: $input) {
    answers { outcome rule message revision warnings { rule } before { attendance } after { possible attendance } }
    counts { stored unchanged superseded rejected }
  }
}`;
const submit = (role: Role, ...submissions: object[]) => ask(role, submitting, { input: { submissions } });

describe("submitAttendance", () => {
  it("answers each submission and counts the outcomes", async () => {
    const call = [week(), week(), week({ revision: 0 }), week({ urn: 100_002 })];
    const { data, errors } = await submit("MIS_VENDOR", ...call);
    expect(errors).toEqual([]);
    const { answers, counts } = data.submitAttendance;
    expect(answers.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "STORED",
      "UNCHANGED",
      "SUPERSEDED",
      "REJECTED",
    ]);
    expect(counts).toEqual({ stored: 1, unchanged: 1, superseded: 1, rejected: 1 });
    expect(answers[0]).toEqual({
      ...{ outcome: "STORED", rule: null, message: null, revision: 1, warnings: [], before: null },
      after: { possible: 4000, attendance: 95 },
    });
    expect(answers[3]).toMatchObject({ rule: "NO_AGREEMENT", revision: null, before: null, after: null });
  });

  it.each(["TRUST", "LOCAL_AUTHORITY", "ANALYST", "DEPARTMENT"] as const)("is not for %s", async (role) => {
    const { data, errors } = await submit(role, week());
    expect([data.submitAttendance, errors[0]!.extensions.code]).toEqual([null, "FORBIDDEN"]);
  });

  it.each(["pupilName", "upn"])("refuses a payload with the field %s as a whole", async (field) => {
    const { data, errors } = await submit("MIS_VENDOR", week(), week({ [field]: "x" }));
    expect([data, errors[0]!.extensions.code]).toEqual([null, "BAD_ARGUMENT"]);
    expect(await database.query("SELECT 1 FROM submission")).toEqual([]);
  });

  it("takes 500 submissions with every code in one call, and not 501", async () => {
    const codes = "/ \\ L K V P W B C C1 C2 M J1 S R T I E G N O U Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 D X Z # -".split(" ");
    const byCode = codes.map((code) => ({ code, sessions: 12_345 }));
    const many = (count: number) =>
      Array.from({ length: count }, (_, revision) => week({ byCode, revision, persistent: 100, severe: 100 }));
    const { data, errors } = await submit("MIS_VENDOR", ...many(500));
    expect(errors).toEqual([]);
    expect(data.submitAttendance.counts.stored).toBe(500);
    expect((await submit("MIS_VENDOR", ...many(501))).errors[0]!.message).toBe(
      "A list can have at most 500 items, not 501.",
    );
  });
});

describe("School.attendanceSubmissions", () => {
  const reading = `query Read($year: String, $scope: AttendanceScope, $withHistory: Boolean, $first: Int, $after: String) {
    school(urn: 100001) {
      attendanceSubmissions(year: $year, scope: $scope, withHistory: $withHistory, first: $first, after: $after) {
        nodes { scope from to year halfTerm revision current withdrawn enrolments persistent asAt
          sessions { possible attended authorised attendance } byCode { code sessions } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;
  const read = async (role: Role, variables: object = {}) => {
    const { data, errors } = await ask(role, reading, variables);
    expect(errors).toEqual([]);
    return data.school.attendanceSubmissions;
  };
  const named = ({ from, scope, revision }: { from: string; scope: string; revision: number }) =>
    `${from} ${scope} ${revision}`;

  it("returns what counts, latest period first", async () => {
    await submit("MIS_VENDOR", week(), week({ revision: 2, enrolments: 401 }));
    expect(await read("SCHOOL")).toEqual({
      nodes: [
        {
          ...{ scope: "AGE_5_15", from: "2024-09-09", to: "2024-09-13", year: "2024/25", halfTerm: 1, revision: 2 },
          ...{ current: true, withdrawn: false, enrolments: 401, persistent: null, asAt: "2024-09-16T09:00:00.000Z" },
          sessions: { possible: 4000, attended: 3800, authorised: 200, attendance: 95 },
          byCode: [
            { code: "/", sessions: 3800 },
            { code: "I", sessions: 200 },
          ],
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    });
  });

  it("returns no figures of a withdrawn period", async () => {
    await submit("SCHOOL", week(), week({ revision: 2, byCode: null, withdrawn: true, enrolments: null }));
    const { nodes } = await read("SCHOOL");
    expect(nodes).toMatchObject([{ revision: 2, withdrawn: true, sessions: null, byCode: null, enrolments: null }]);
  });

  it("pages through years, scopes and history", async () => {
    const autumn = { from: "2024-11-04", to: "2024-11-08", asAt: "2024-11-11T09:00:00Z" };
    const earlier = { from: "2023-09-11", to: "2023-09-15" };
    await submit("SCHOOL", week(), week(autumn), week({ revision: 2, scope: "AGE_5_15" }), week(earlier));
    await submit("SCHOOL", week({ scope: "SIXTH_FORM" }));
    const all = [
      "2024-11-04 AGE_5_15 1",
      "2024-09-09 SIXTH_FORM 1",
      "2024-09-09 AGE_5_15 2",
      "2024-09-09 AGE_5_15 1",
      "2023-09-11 AGE_5_15 1",
    ];
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo } = await read("SCHOOL", { first: 2, after, withHistory: true });
      found.push(...nodes.map(named));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(found).toEqual(all);
    const current = (await read("SCHOOL", { year: "2024/25", scope: "AGE_5_15" })).nodes.map(named);
    expect(current).toEqual([all[0], all[2]]);
  });

  it("refuses a cursor of another list", async () => {
    const after = Buffer.from("after:2024-02-31 2024-03-01 AGE_5_15 1").toString("base64url");
    const { errors } = await ask("SCHOOL", reading, { after });
    expect(errors[0]!.message).toBe("The cursor belongs to another list.");
  });

  it("is for the school, its vendor and the department, and audited", async () => {
    await submit("SCHOOL", week());
    for (const role of ["SCHOOL", "MIS_VENDOR", "DEPARTMENT"] as const)
      expect((await read(role)).nodes).toHaveLength(1);
    for (const role of ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] as const) {
      const { data, errors } = await ask(role, reading);
      expect([data.school.attendanceSubmissions, errors[0]!.extensions.code]).toEqual([null, "FORBIDDEN"]);
    }
    const [entry] = await database.query("SELECT subject, operation, urns FROM audit_entry ORDER BY id DESC LIMIT 1");
    expect(entry).toEqual({ subject: "attendance", operation: "Read", urns: [100_001] });
  });
});

describe("half terms", () => {
  const own = ["2024-08-01", "2024-11-04", "2025-01-01", "2025-02-17", "2025-04-21", "2025-05-26"];
  const usual = ["2024-08-01", "2024-10-28", "2025-01-01", "2025-02-17", "2025-04-21", "2025-05-26"];
  const read = async (role: Role, year = "2024/25") =>
    (await ask(role, `{ school(urn: 100001) { halfTerms(year: "${year}") { year begins own } } }`)).data.school
      .halfTerms;
  const set = (role: Role, input: object = {}) =>
    ask(role, "mutation M($input: SetHalfTermsInput!) { setHalfTerms(input: $input) { halfTerms { begins own } } }", {
      input: { urn: 100_001, year: "2024/25", begins: own, ...input },
    });

  it("are the usual ones until the school sets its own, which its vendor reads too", async () => {
    expect(await read("SCHOOL")).toEqual({ year: "2024/25", begins: usual, own: false });
    const { data, errors } = await set("SCHOOL");
    expect([data.setHalfTerms, errors]).toEqual([{ halfTerms: { begins: own, own: true } }, []]);
    for (const role of ["SCHOOL", "MIS_VENDOR", "DEPARTMENT"] as const)
      expect(await read(role)).toEqual({ year: "2024/25", begins: own, own: true });
  });

  it("are null for a year that has none", async () => {
    expect(await read("SCHOOL", "2012/13")).toBeNull();
  });

  it("can be set by the department, once for the same dates", async () => {
    const acts = () => database.query("SELECT role, subject FROM act WHERE type = 'HALF_TERMS_SET' ORDER BY id");
    const before = (await acts()).length;
    await set("DEPARTMENT");
    await set("DEPARTMENT");
    expect((await acts()).slice(before)).toEqual([{ role: "DEPARTMENT", subject: "100001 2024/25" }]);
  });

  it.each<[Role, object]>([
    ["MIS_VENDOR", {}],
    ["TRUST", {}],
    ["SCHOOL", { urn: 100_002 }],
  ])("cannot be set by %s %j", async (role, input) => {
    expect((await set(role, input)).errors[0]!.extensions.code).toBe("FORBIDDEN");
  });

  it.each<[string, object]>([
    ["begins: must be the first days of six half terms, not of 5.", { begins: own.slice(1) }],
    ["begins: must begin with 2024-08-01.", { begins: ["2024-08-02", ...own.slice(1)] }],
    ["begins: must ascend: 2025-01-01 is not after 2025-01-01.", { begins: [own[0], own[2], ...own.slice(2)] }],
    ["begins: must end by 2025-07-31, which 2025-08-01 is after.", { begins: [...own.slice(0, 5), "2025-08-01"] }],
    ["'2024/26' is not an academic year: write it like 2024/25.", { year: "2024/26" }],
  ])("are refused: %s", async (message, input) => {
    expect((await set("SCHOOL", input)).errors[0]).toMatchObject({ message, extensions: { code: "BAD_ARGUMENT" } });
  });

  it("are refused where a submitted period would cross, until it is withdrawn", async () => {
    const late = { from: "2024-10-28", to: "2024-11-08", asAt: "2024-11-11T09:00:00Z" };
    await submit("SCHOOL", week(late));
    const { errors } = await set("SCHOOL");
    expect(errors[0]).toMatchObject({ extensions: { code: "CONFLICT" } });
    expect(errors[0]!.message).toContain("The submitted period 2024-10-28 to 2024-11-08 (AGE_5_15) would cross");
    await submit("SCHOOL", week({ ...late, revision: 2, byCode: null, withdrawn: true, enrolments: null }));
    expect((await set("SCHOOL")).errors).toEqual([]);
  });
});
