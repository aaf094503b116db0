// SEMH and funding over GraphQL, for a viewer without a credential.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { insertWorld } from "../population/world.js";
import { serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await insertWorld(database, [
    {
      urn: 100001,
      census: { "2022/23": { roll: 200, fsm: "20.5" } },
      similar: { "2022/23": { semh: "3.25", fundingPerPupil: "28123.4567" }, "2021/22": { semh: "0" } },
    },
  ]);
});
afterAll(() => database.close());

it("returns SEMH and funding per pupil of each year, each with its source, and null where not published", async () => {
  const { data } = await serve(database).ask(
    "{ school(urn: 100001) { circumstances { year semh fundingPerPupil sources { figure source { file } } } } }",
  );
  const from = (file: string, figure: string) => ({ figure, source: { file } });
  expect(data.school.circumstances).toEqual([
    {
      year: "2022/23",
      semh: 3.25,
      fundingPerPupil: 28123.4567,
      sources: [
        from("performance-census.csv", "roll"),
        from("performance-census.csv", "fsm"),
        from("similar-schools.csv", "semh"),
        from("similar-schools.csv", "fundingPerPupil"),
      ],
    },
    { year: "2021/22", semh: 0, fundingPerPupil: null, sources: [from("similar-schools.csv", "semh")] },
  ]);
});
