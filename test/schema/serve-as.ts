// A small country with a published run and secrets, and a server whose requests come from whichever viewer a test names.
import { pino } from "pino";
import type { Viewer } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { addPublishedRun, addSecrets } from "../server/secrets.js";
import { buildCountry } from "../server/world.js";

/** @param database empty @param viewerNow called for each request */
export async function serveAs(database: Database, viewerNow: () => Viewer): Promise<KindredServer> {
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  const { surface } = readConfig({});
  return createServer({
    serving: servingOn(database),
    authenticate: async () => viewerNow(),
    strategies: new Map(),
    config: { pluginPackages: [], halfTermsFile: null, surface: { ...surface, requestsPerMinute: 1e9, timeout: 120_000 } },
    logger: pino({ level: "silent" }),
  });
}
