import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/access/clients.js";
import { grantCapability } from "../../src/access/grants.js";
import { anonymous, type Capability } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets } from "../server/secrets.js";
import { type Ask, buildCountry, department, serve, urns } from "../server/world.js";
import { recordedDatabase } from "../support/recorded.js";
import { earlierYear, firstHalfTerm, submitted } from "../targets/progress/world.js";

const progress = `progress {
  year
  toDate { asOf ageOfData verifiable sessions { possible attended attendance } lastYear noLastYear }
  halfTerms { halfTerm lastYear }
  absentees { enrolments persistent severe comparableWithWholeYear }
  againstTarget { target gap chance { percent word reason } }
  useOfCodes { halfTerm verifiable codes { code share lastYear cohort } attendance attendanceUnchanged question }
}`;

// PostgreSQL gets the same statements, but only those to PGlite can be recorded.
describe.skipIf(process.env.TEST_DATABASE_URL)("School.progress", () => {
  let database: Database;
  let ask: Ask;
  let close: () => Promise<void>;
  let statements: string[];
  const keys = new Map<string, string>();

  beforeAll(async () => {
    ({ database, statements } = await recordedDatabase());
    await buildCountry(database);
    await addPublishedRun(database);
    await addSecrets(database);
    const byCode = { "/": 59, B: 1, I: 40 };
    await submitted(
      database,
      urns.flatMap((urn) => [
        ...earlierYear(urn, [60, 62, 62, 62, 62, 62]),
        firstHalfTerm(urn, 60, { byCode, asAt: "2023-10-23" }),
      ]),
    );
    const vendorOf = async (name: string, capabilities: readonly Capability[]) => {
      const { client, key } = await createClient(database, department, { name, role: "MIS_VENDOR" });
      const school = { ...anonymous, role: "SCHOOL" as const, urn: urns[0]! };
      for (const capability of capabilities)
        await grantCapability(database, school, { clientId: client.id, capability });
      keys.set(name, key);
    };
    await vendorOf("attendance", ["ATTENDANCE"]);
    await vendorOf("targets", ["TARGETS"]);
    await vendorOf("both", ["ATTENDANCE", "TARGETS"]);
    keys.set("department", (await createClient(database, department, { name: "dfe", role: "DEPARTMENT" })).key);
    const own = { name: "school", role: "SCHOOL" as const, urn: urns[0]! };
    keys.set("school", (await createClient(database, department, own)).key);
    ({ ask, close } = serve(database, new Map(), { timeout: 120_000 }));
  });
  afterAll(async () => {
    await close();
    await database.close();
  });

  const asked = async (who: string, fields = progress) => {
    const { data, errors } = await ask(`{ school(urn: ${urns[0]}) { urn ${fields} } }`, { key: keys.get(who) });
    return {
      school: data.school,
      errors: errors.map(({ path, extensions }) => [(path as string[]).join("."), extensions.code]),
    };
  };

  /** By hand: 60 of 100 against 60 of last year's 100; 61.7 is the target; last year ended at 370 of 600, 1.7 higher. */
  const toDate = {
    ...{ asOf: "2023-10-20", ageOfData: 3, verifiable: true, lastYear: 60, noLastYear: null },
    sessions: { possible: 100, attended: 60, attendance: 60 },
  };

  it("has the whole answer for the school", async () => {
    const { school, errors } = await asked("school");
    expect(errors).toEqual([]);
    expect(school.progress).toMatchObject({
      ...{ year: "2023/24", toDate, halfTerms: [{ halfTerm: 1, lastYear: 60 }] },
      absentees: { enrolments: 10, persistent: null, severe: null, comparableWithWholeYear: false },
      // 60 + 1.666… is 61.7
      againstTarget: { target: 61.7, gap: -1.7, chance: { percent: 100, word: "VERY_LIKELY", reason: null } },
    });
    expect(school.progress.useOfCodes).toMatchObject([
      { halfTerm: 1, verifiable: true, attendance: 60, attendanceUnchanged: null, question: null },
    ]);
    expect(school.progress.useOfCodes[0].codes[0]).toEqual({ code: "B", share: 1, lastYear: null, cohort: null });
  });

  it("refuses what depends on the target to a vendor with attendance alone, and answers the rest", async () => {
    const { school, errors } = await asked("attendance");
    expect(errors).toEqual([
      ["school.progress.againstTarget", "FORBIDDEN"],
      ["school.progress.useOfCodes", "FORBIDDEN"],
    ]);
    expect(school.progress).toMatchObject({ year: "2023/24", toDate, againstTarget: null, useOfCodes: null });
  });

  it("is refused to a vendor with targets alone", async () => {
    const { school, errors } = await asked("targets");
    expect(school).toEqual({ urn: urns[0], progress: null });
    expect(errors).toEqual([["school.progress", "FORBIDDEN"]]);
  });

  it("has the gap for a vendor with both, and no use of codes", async () => {
    const { school, errors } = await asked("both");
    expect(school.progress.againstTarget).toMatchObject({ gap: -1.7 });
    expect(errors).toEqual([["school.progress.useOfCodes", "FORBIDDEN"]]);
  });

  it("is as many statements for 40 schools as for 5", async () => {
    const count = async (first: number) => {
      const query = `{ schools(first: ${first}, orderBy: { field: URN }) { nodes { ${progress} } } }`;
      statements.length = 0;
      const { errors, data } = await ask(query, { key: keys.get("department") });
      expect(errors).toEqual([]);
      expect(data.schools.nodes.at(-1).progress.againstTarget.chance.percent).toBe(100);
      return statements.length;
    };
    await ask("{ viewer { role } }", { key: keys.get("department") }); // the first use of a key needs one more
    // the key, the page, progress, targets with the use of codes, the draw
    expect(await count(5)).toBe(5);
    expect(await count(40)).toBe(5);
  });
});
