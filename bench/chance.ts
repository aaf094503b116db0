// Tests the chance of meeting a target on a finished year: schools are predicted at points of it, and compared with what
// came. Prints aggregates only.
//   npm run bench:chance -- 2024/25      (KINDRED_DATA or DATABASE_URL names the database, such as the demo's)
import { operator } from "../src/access/operator.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { build } from "../src/database/query-builder.js";
import { readHalfTerms } from "../src/submissions/half-terms/configured.js";
import { backTestBlock } from "../src/targets/progress/back-test.js";
import { markdown } from "./markdown.js";

/** Per cent of the year's possible sessions that had passed, and days since the last of them. */
const points = [20, 50, 80];
const age = 5;

const [year] = process.argv.slice(2);
if (!year) throw new Error("Give a finished year: npm run bench:chance -- 2024/25");
const config = readConfig();
const halfTerms = readHalfTerms(config.halfTermsFile);
const database = await openDatabase(config);
try {
  for (const { block, urn } of await oneSchoolOfEachBlock(year)) {
    for (const point of points) {
      const share = { numerator: point, denominator: 100 };
      const rows = (await backTestBlock(database, operator, { urn, year, share, age }, { halfTerms })).filter(
        ({ predictions }) => predictions > 0,
      );
      if (rows.length === 0) continue; // too few schools
      const cells = rows.map(({ word, predictions, predicted, came }) => [
        word,
        String(predictions),
        ...[predicted, came].map((percent) => percent?.toFixed(0) ?? ""),
      ]);
      console.log(`\n${block} in ${year}, after ${point}% of the sessions\n`);
      console.log(markdown(["word", "predictions", "mean chance, %", "came true, %"], cells, 1));
    }
  }
} finally {
  await database.close();
}

/** The school stands for its block. */
function oneSchoolOfEachBlock(year: string) {
  return build(database)
    .selectFrom("school")
    .select(["block", ({ fn }) => fn.min("school.urn").as("urn")])
    .innerJoin("submission", "submission.urn", "school.urn")
    .where("year", "=", year)
    .where("block", "is not", null)
    .groupBy("block")
    .orderBy("block")
    .execute();
}
