// POST /bulk/attendance and what became of a file, over HTTP.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/access/clients.js";
import { grantCapability } from "../../src/access/grants.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { bulkJobs } from "../../src/submissions/bulk/job.js";
import { bulkLimits } from "../../src/submissions/bulk/limits.js";
import { rejectionsOnPage } from "../../src/submissions/bulk/store.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import { days, jsonLines } from "../submissions/bulk-files.js";
import { agreed, department, laySchools, schoolOf } from "../submissions/world.js";
import { testDatabase } from "../support/database.js";
import { serve, type TestServer } from "./world.js";

let database: Database;
let server: TestServer;
const keys: Record<string, string> = {};
beforeAll(async () => {
  database = await testDatabase();
  await laySchools(database);
  for (const name of ["vendor", "other"]) {
    const { client, key } = await createClient(database, department, { name, role: "MIS_VENDOR" });
    keys[name] = key;
    const access = { clientId: client.id, capability: "ATTENDANCE" } as const;
    for (const urn of agreed) await grantCapability(database, schoolOf(urn), access);
  }
  keys.analyst = (await createClient(database, department, { name: "analyst", role: "ANALYST" })).key;
  server = serve(database, new Map(), { corsOrigins: ["https://vendor.example"] });
});
beforeEach(() => database.script("TRUNCATE submission, bulk_submission, idempotent_answer, job CASCADE"));
afterAll(() => database.close());

interface Sending {
  readonly as?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
  readonly via?: TestServer;
}

async function ask(
  path: string,
  { as = "vendor", method = "GET", headers = {}, body = null, via = server }: Sending = {},
) {
  const authorization: Record<string, string> = as === "nobody" ? {} : { Authorization: `Bearer ${keys[as] ?? as}` };
  const init = { method, headers: { ...authorization, ...headers }, body, duplex: "half" };
  const response = await via.fetch(new Request(`http://localhost${path}`, init));
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("jsonl") ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json, code: json?.errors?.[0]?.extensions.code };
}

const post = (body: BodyInit | null, { headers, ...sending }: Sending = {}) =>
  ask("/bulk/attendance", {
    ...sending,
    method: "POST",
    headers: { "Content-Type": "application/jsonl", ...headers },
    body,
  });
const file = (...lines: string[]) => new Uint8Array(jsonLines(lines));
const rows = async (table: string) => (await database.query(`SELECT FROM ${table}`)).length;
const leftovers = async () => [await rows("bulk_submission"), await rows("bulk_piece"), await rows("job")];

async function workOn(id: string) {
  const [row] = await database.query<{ job: string }>("SELECT job_id AS job FROM bulk_submission WHERE id = $1", [id]);
  await workOff(database, bulkJobs(usualHalfTerms), row!.job);
}

describe("a file", () => {
  it.each(["application/jsonl", "application/x-ndjson; charset=utf-8", "application/json"])(
    "sent as %s is accepted as a job, whose counts and rejected lines can be read",
    async (type) => {
      const sent = await post(file(...days(3), "{"), { headers: { "Content-Type": type } });
      const { id, url } = sent.json;
      expect([sent.status, sent.headers.get("location")]).toEqual([202, `/bulk/attendance/${id}`]);
      expect(sent.json).toMatchObject({ status: "QUEUED", lines: 0, url: `/bulk/attendance/${id}`, error: null });
      await workOn(id);
      const { status, json } = await ask(url);
      const bytes = jsonLines([...days(3), "{"]).length;
      expect([status, json]).toEqual([
        200,
        {
          ...{ id, url, rejectedUrl: `${url}/rejected`, status: "SUCCEEDED", error: null, bytes, bytesRead: bytes },
          ...{ lines: 4, stored: 3, unchanged: 0, superseded: 0, rejected: 1 },
          ...{ createdAt: expect.stringMatching(/Z$/), finishedAt: expect.stringMatching(/Z$/) },
        },
      ]);
      const rejected = await ask(json.rejectedUrl);
      expect(rejected.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
      expect(JSON.parse(rejected.text)).toMatchObject({ line: 4, rule: "NOT_JSON" });
    },
  );

  it("may be compressed, and come without a length in parts of any size", async () => {
    const bytes = gzipSync(jsonLines(days(100)));
    let at = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + 7)));
        at += 7;
        if (at >= bytes.length) controller.close();
      },
    });
    const { json } = await post(body, { headers: { "Content-Encoding": "gzip" } });
    await workOn(json.id);
    expect((await ask(json.url)).json).toMatchObject({ lines: 100, stored: 100, bytes: bytes.length });
  });

  it("is stored in pieces of bounded size", async () => {
    await post(new Uint8Array(2.5 * bulkLimits.piece).fill(0x20));
    const pieces = await database.query("SELECT number, length(bytes) AS length FROM bulk_piece ORDER BY number");
    const whole = bulkLimits.piece;
    expect(pieces).toEqual([
      { number: 0, length: whole },
      { number: 1, length: whole },
      { number: 2, length: whole / 2 },
    ]);
  });

  it("can be cancelled", async () => {
    const { json } = await post(file(...days(2)));
    const cancelled = await ask(json.url, { method: "DELETE" });
    expect([cancelled.status, cancelled.json.status]).toEqual([200, "CANCELLED"]);
    expect((await ask(json.url)).json).toMatchObject({ status: "CANCELLED", stored: 0 });
  });

  it("has its rejected lines on pages, each with the address of the next", async () => {
    const { json } = await post(file(...Array<string>(rejectionsOnPage + 2).fill("{")));
    await workOn(json.id);
    const first = await ask(json.rejectedUrl);
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get("link") ?? "")![1]!;
    const second = await ask(next);
    expect(first.text.trim().split("\n")).toHaveLength(rejectionsOnPage);
    expect(
      second.text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).line),
    ).toEqual([rejectionsOnPage + 1, rejectionsOnPage + 2]);
    expect(second.headers.get("link")).toBeNull();
    expect((await ask(`${json.rejectedUrl}?after=x`)).code).toBe("BAD_ARGUMENT");
  });

  it("sent again with the same Idempotency-Key is the same file", async () => {
    const headers = { "Idempotency-Key": "00000000-0000-4000-8000-00000000000b" };
    const first = await post(file(...days(2)), { headers });
    const second = await post(file(...days(2)), { headers });
    expect([second.status, second.json]).toEqual([202, first.json]);
    const changed = await post(file(...days(1)), { headers });
    expect([changed.status, changed.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect((await post(file(...days(2)), { headers, as: "other" })).json.id).not.toBe(first.json.id);
    expect(await rows("bulk_submission")).toBe(2);
  });
});

describe("a request", () => {
  it.each([
    [401, "UNAUTHENTICATED", "bad"],
    [403, "FORBIDDEN", "nobody"],
    [403, "FORBIDDEN", "analyst"],
  ])("is refused with %i %s as %s, whatever it asks", async (status, code, as) => {
    const asked = [
      await post(file(...days(1)), { as }),
      await ask("/bulk/attendance/x", { as }),
      await ask("/bulk/attendance/x/rejected", { as }),
      await ask("/bulk/attendance/x", { as, method: "DELETE" }),
    ];
    expect(asked.map((answer) => [answer.status, answer.code])).toEqual(Array(4).fill([status, code]));
    if (status === 401) expect(asked[0]!.headers.get("www-authenticate")).toBe("Bearer");
    expect(await leftovers()).toEqual([0, 0, 0]);
  });

  it("for another client's file gets the same answer as for none", async () => {
    const { json } = await post(file("{"));
    const none = "/bulk/attendance/00000000-0000-4000-8000-000000000000";
    for (const [path, method] of [
      ["", "GET"],
      ["", "DELETE"],
      ["/rejected", "GET"],
    ] as const) {
      const theirs = await ask(json.url + path, { as: "other", method });
      const missing = await ask(none + path, { as: "other", method });
      expect([theirs.status, theirs.code, theirs.text]).toEqual([404, "NOT_FOUND", missing.text]);
    }
  });

  it.each([
    [415, "NOT_JSON", { "Content-Type": "text/plain" }],
    [415, "NOT_JSON", { "Content-Type": "application/jsonl; charset=latin1" }],
    [415, "NOT_JSON", { "Content-Encoding": "br" }],
    [400, "BAD_ARGUMENT", { "Idempotency-Key": "short" }],
  ])("is refused with %i %s for %j, and leaves nothing", async (status, code, headers) => {
    const refused = await post(file(...days(1)), { headers: headers as Record<string, string> });
    expect([refused.status, refused.code]).toEqual([status, code]);
    expect(await leftovers()).toEqual([0, 0, 0]);
  });

  it("without a body is refused, and leaves nothing", async () => {
    const refused = await post(null);
    expect([refused.status, refused.code]).toEqual([400, "BAD_REQUEST"]);
    expect(await leftovers()).toEqual([0, 0, 0]);
  });

  it("that is too large is refused by its length, or once too much has come, and leaves nothing", async () => {
    const declared = await post(file(...days(1)), { headers: { "Content-Length": String(bulkLimits.file + 1) } });
    expect([declared.status, declared.code]).toEqual([413, "BODY_TOO_LARGE"]);
    const part = new Uint8Array(4 * 1024 * 1024);
    let asked = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        asked++;
        controller.enqueue(part);
      },
    });
    const endless = await post(body);
    expect([endless.status, endless.code]).toEqual([413, "BODY_TOO_LARGE"]);
    expect(asked).toBeLessThan(12); // no more was asked for than was stored
    expect(await leftovers()).toEqual([0, 0, 0]);
  });

  it.each([
    [405, "METHOD_NOT_ALLOWED", "GET", "/bulk/attendance"],
    [405, "METHOD_NOT_ALLOWED", "POST", "/bulk/attendance/x"],
    [405, "METHOD_NOT_ALLOWED", "DELETE", "/bulk/attendance/x/rejected"],
    [404, "NO_SUCH_PATH", "GET", "/bulk/attendance/x/other"],
    [404, "NO_SUCH_PATH", "GET", "/bulk/attendance/x/rejected/y"],
    [404, "NO_SUCH_PATH", "GET", "/bulk"],
    [404, "NO_SUCH_PATH", "GET", "/bulk/attendances"],
  ])("is refused with %i %s for %s %s", async (status, code, method, path) => {
    const refused = await ask(path, { method });
    expect([refused.status, refused.code]).toEqual([status, code]);
  });

  it("counts against the rate limit, and is logged without its id", async () => {
    const limited = serve(database, new Map(), { requestsPerMinute: 2 });
    const { json, headers } = await post(file(...days(1)), { via: limited });
    expect(headers.get("ratelimit")).toMatch(/^"minute";r=1;t=\d+$/);
    await ask(json.url, { via: limited });
    const refused = await ask(json.url, { via: limited });
    expect([refused.status, refused.code, refused.headers.get("retry-after")]).toEqual([
      429,
      "RATE_LIMITED",
      expect.any(String),
    ]);
    expect(limited.log.join()).not.toContain(json.id);
    expect(limited.log.map((line) => JSON.parse(line))).toMatchObject([
      {
        method: "POST",
        path: "/bulk/attendance",
        status: 202,
        role: "MIS_VENDOR",
        requestId: headers.get("x-request-id"),
      },
      { method: "GET", path: "/bulk/attendance/", status: 200 },
      { method: "GET", path: "/bulk/attendance/", status: 429, codes: ["RATE_LIMITED"] },
    ]);
  });

  it("of a page of a configured origin can be read by it", async () => {
    const { headers } = await post(file(...days(1)), { headers: { Origin: "https://vendor.example" } });
    expect(headers.get("access-control-allow-origin")).toBe("https://vendor.example");
    expect(headers.get("access-control-expose-headers")).toContain("Location");
    expect(headers.get("cache-control")).toBe("private, no-store");
  });

  it("that fails inside says no more than its id", async () => {
    const failing: Database = {
      ...database,
      limited: () => failing,
      transaction: () => Promise.reject(new Error("secret")),
    };
    const broken = serve(failing);
    const { status, code, text } = await post(file(...days(1)), { via: broken });
    expect([status, code]).toEqual([500, "INTERNAL"]);
    expect(text).not.toContain("secret");
  });
});
