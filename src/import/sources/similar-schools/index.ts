// The attributes by which the department finds similar schools: a file of secondary and one of primary schools.
import type { Source } from "../../source.js";
import { primaryValues } from "./primary.js";
import { secondaryValues } from "./secondary.js";

export default [secondaryValues, primaryValues] satisfies Source[];
