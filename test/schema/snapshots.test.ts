// The answer and the SQL of 21 queries, for each kind of viewer. To update them:
//   npx vitest run test/schema/snapshots.test.ts -u
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import type { KindredServer } from "../../src/server/create-server.js";
import { recordedDatabase } from "../support/recorded.js";
import { serveAs } from "./serve-as.js";
import { queries } from "./snapshots/queries.js";

const viewers: Readonly<Record<string, Viewer>> = {
  anonymous,
  "a school": { ...anonymous, role: "SCHOOL", urn: 100_001, name: "The school" },
  "an analyst": { ...anonymous, role: "ANALYST", name: "The analyst" },
};

// PostgreSQL gets the same statements, but only those to PGlite can be recorded.
describe.skipIf(process.env.TEST_DATABASE_URL)("the answer and the SQL", () => {
  let database: Database;
  let statements: string[];
  let server: KindredServer;
  let viewer: Viewer;

  beforeAll(async () => {
    ({ database, statements } = await recordedDatabase());
    server = await serveAs(database, () => viewer);
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  async function askAs(asking: Viewer, query: string, variables?: object): Promise<string> {
    viewer = asking;
    statements.length = 0;
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ query, variables });
    const response = await server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
    const answer = JSON.stringify({ data, errors: errors?.map(({ message }) => message) }, null, 1);
    return `${answer}\n${statements.map((text) => `\n${linesOf(text)}\n`).join("")}`;
  }

  it.each(Object.entries(queries))("are as committed: %s", async (name, { document, variables }) => {
    const parts = [document, ...(variables ? [JSON.stringify(variables)] : [])];
    const seen = new Map<string, string>();
    for (const [who, asking] of Object.entries(viewers)) {
      const text = await askAs(asking, document, variables);
      parts.push(`## ${who}\n\n${seen.has(text) ? `as for ${seen.get(text)}\n` : text}`);
      if (!seen.has(text)) seen.set(text, who);
    }
    const file = join(import.meta.dirname, "snapshots", `${name.replaceAll(" ", "-")}.md`);
    await expect(`${parts.join("\n\n")}`).toMatchFileSnapshot(file);
  });
});

/** One clause a line. */
const linesOf = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/ (?=(?:from|where|order by|limit|inner join|left join|with|insert|select) )/gi, "\n");
