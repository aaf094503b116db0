// Measures how well the targets can be estimated from published data. Prints aggregates only; its reads are audited.
//   npm run bench:estimate -- [--set ID] [--near-twin K]... [--same]     (KINDRED_DATA or DATABASE_URL names the database)
import { parseArgs } from "node:util";
import { operator } from "../src/access/operator.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { estimate } from "./estimation/estimate.js";
import { tableOf } from "./estimation/table.js";

const { values } = parseArgs({
  options: {
    /** A target set. Default: the issued set of the latest year, else the latest draft. */
    set: { type: "string" },
    /** Also compute the secret run's strategy with this number of peers, as if such a run were published. */
    "near-twin": { type: "string", multiple: true, default: [] },
    /** Also compute the secret run itself, as anyone could who guesses its strategy and parameters. */
    same: { type: "boolean", default: false },
  },
});
const config = readConfig();
const database = await openDatabase(config);
try {
  const { set, run, scores, scoresWherePeersAdd } = await estimate(database, operator, {
    ...(values.set && { setId: values.set }),
    nearTwins: values["near-twin"].map(Number),
    same: values.same,
    packages: config.pluginPackages,
  });
  console.log(
    `Targets for ${set.targetYear} (${set.status}) from ${run.strategy} for ${run.baseYear}, guessed from public data\n`,
  );
  console.log(`Every school with a target\n\n${tableOf(scores)}\n`);
  console.log(`Schools whose peers ask for more than the universal improvement\n\n${tableOf(scoresWherePeersAdd)}`);
} finally {
  await database.close();
}
