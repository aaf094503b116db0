// Measures how alike the run that fed targets is to runs of other strategies and to near twins of itself. Prints
// aggregates only; its reads are audited.
//   npm run bench:separation -- [--set ID]     (KINDRED_DATA or DATABASE_URL names the database)
import { parseArgs } from "node:util";
import { operator } from "../src/access/operator.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { measureTwins } from "./separation/measure.js";
import { tableOf } from "./separation/table.js";

const { values } = parseArgs({
  options: {
    /** A target set. Default: the issued set of the latest year, else the latest draft. */
    set: { type: "string" },
  },
});
const config = readConfig();
const database = await openDatabase(config);
try {
  const request = { ...(values.set && { setId: values.set }), packages: config.pluginPackages };
  const { set, run, measures } = await measureTwins(database, operator, request, (name) => console.error(name));
  console.log(`Targets for ${set.targetYear} (${set.status}) from ${run.strategy} for ${run.baseYear}\n`);
  console.log(tableOf(measures));
} finally {
  await database.close();
}
