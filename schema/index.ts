// Builds the schema from all types.
import "./access/act.js";
import "./access/api-key.js";
import "./schools/attendance.js";
import "./access/audit.js";
import "./schools/circumstances.js";
import "./access/client.js";
import "./comparisons/comparison.js";
import "./comparisons/comparison-mutations.js";
import "./comparisons/figures.js";
import "./comparisons/schools.js";
import "./runs/cohort.js";
import "./runs/cohorts.js";
import "./runs/compare-peers.js";
import "./access/grant.js";
import "./job.js";
import "./node.js";
import "./runs/peer-explanation.js";
import "./runs/peer-of.js";
import "./partnerships/partnership.js";
import "./partnerships/partnership-plan.js";
import "./runs/run.js";
import "./runs/run-mutations.js";
import "./schools/school.js";
import "./schools/school-link.js";
import "./schools/schools.js";
import "./runs/strategy.js";
import "./targets/target.js";
import "./targets/target-mutations.js";
import "./targets/target-set.js";
import "./access/request.js";
import "./submissions/vendor-activity.js";
import "./access/viewer.js";
import { builder } from "./builder.js";

/** The full schema, for clients. The public schema is derived from it (see src/access/public-schema.ts). */
export const schema = builder.toSchema();
