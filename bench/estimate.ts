// How well the targets can be estimated from what is published. Aggregates only; what it reads is audited.
//   npm run bench:estimate -- [--set ID] [--near-twin K]... [--same]     (KINDRED_DATA or DATABASE_URL names the database)
import { parseArgs } from "node:util";
import { operator } from "../src/access/operator.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { estimate } from "./estimation/estimate.js";
import { tableOf } from "./estimation/table.js";

const { values } = parseArgs({
  options: {
    /** A set of targets; the issued one of the latest year unless given, else the draft made last. */
    set: { type: "string" },
    /** Compute the secret run's strategy with this many peers instead, as if such a run were published. */
    "near-twin": { type: "string", multiple: true, default: [] },
    /** Compute the secret run itself, as whoever guesses its strategy and parameters can. */
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
    `Targets for ${set.targetYear} (${set.status}) from ${run.strategy} over ${run.baseYear}, guessed from public facts\n`,
  );
  console.log(`Every school with a target\n\n${tableOf(scores)}\n`);
  console.log(`Schools whose peers ask for more than the universal improvement\n\n${tableOf(scoresWherePeersAdd)}`);
} finally {
  await database.close();
}
