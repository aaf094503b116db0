// Gathers the nouns into the schema.
import "./act.js";
import "./api-key.js";
import "./api-key-mutations.js";
import "./attendance.js";
import "./audit.js";
import "./circumstances.js";
import "./client.js";
import "./client-mutations.js";
import "./cohort.js";
import "./grant.js";
import "./job.js";
import "./node.js";
import "./pair.js";
import "./partnership.js";
import "./partnership-plan.js";
import "./run.js";
import "./run-mutations.js";
import "./runs.js";
import "./school.js";
import "./school-link.js";
import "./schools.js";
import "./strategy.js";
import "./target.js";
import "./target-mutations.js";
import "./target-set.js";
import "./viewer.js";
import { builder } from "./builder.js";

/** Everything, for clients; what anyone is served follows from it (see src/access/public-schema.ts). */
export const schema = builder.toSchema();
