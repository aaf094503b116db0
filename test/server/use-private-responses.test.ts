import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { serve } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const request = (path: string, init: RequestInit = {}) => new Request(`http://localhost${path}`, init);
const post = (headers: HeadersInit, body: string) => request("/graphql", { method: "POST", headers, body });
const type = { "Content-Type": "application/json" };

describe("every response", () => {
  it.each<[string, Request, number]>([
    ["with data", post(type, '{"query":"{ __typename }"}'), 200],
    ["with errors", post(type, '{"query":"{"}'), 200],
    ["to an invalid credential", post({ ...type, Authorization: "x" }, "{}"), 401],
    ["to an unknown path", request("/nowhere"), 404],
    ["to a wrong method", request("/graphql", { method: "PUT" }), 405],
    ["to a body that is too large", post(type, `"${"x".repeat(300_000)}"`), 413],
    ["to a form", post({ "Content-Type": "text/plain" }, "x"), 415],
    ["about health", request("/ready"), 200],
    ["that is GraphiQL", request("/graphql", { headers: { Accept: "text/html" } }), 200],
  ])("%s forbids caching, framing and content sniffing, and has a request ID", async (_what, sent, status) => {
    const response = await serve(database).fetch(sent);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(new Headers([...response.headers]))).toMatchObject({
      "cache-control": "private, no-store",
      vary: "Accept-Encoding, Authorization, Origin",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
      "x-request-id": expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(response.headers.get("etag")).toBeNull();
  });

  it("over the rate limit forbids them too", async () => {
    const { ask } = serve(database, new Map(), { requestsPerMinute: 1 });
    await ask("{ __typename }");
    const { status, headers } = await ask("{ __typename }");
    expect([status, headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
      429,
      "private, no-store",
      "nosniff",
    ]);
  });
});

describe("the GraphiQL page", () => {
  const page = (surface = {}, headers: HeadersInit = {}) =>
    serve(database, new Map(), surface).fetch(request("/graphql", { headers: { Accept: "text/html", ...headers } }));

  it("can only run its own script", async () => {
    const response = await page();
    const html = await response.text();
    const script = html.slice(html.indexOf("<script>") + 8, html.indexOf("</script>"));
    const hash = createHash("sha256").update(script).digest("base64");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain(`script-src 'sha256-${hash}'`);
    expect(policy).not.toMatch(/script-src[^;]*('unsafe|https?:|\*)/);
    expect(html).toContain("query FindSchools");
  });

  it.each([
    ["br", "gzip, deflate, br"],
    ["gzip", "gzip"],
  ])("is less than a third as large when compressed: %s of %s", async (encoding, accepted) => {
    const uncompressed = await (await page()).arrayBuffer();
    const compressed = await page({}, { "Accept-Encoding": accepted });
    expect(compressed.headers.get("content-encoding")).toBe(encoding);
    expect((await compressed.arrayBuffer()).byteLength).toBeLessThan(uncompressed.byteLength / 3);
  });

  it("is not served if it is turned off", async () => {
    const response = await page({ graphiql: false });
    expect([response.status, await response.text()]).toEqual([406, expect.stringContaining("NOT_ACCEPTABLE")]);
  });
});
