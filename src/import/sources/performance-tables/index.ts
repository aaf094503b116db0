// The "Compare school performance" download. https://www.compare-school-performance.service.gov.uk/download-data
import type { Source } from "../../source.js";
import { performanceAbsence } from "./absence.js";
import { performanceCensus } from "./census.js";
import { performanceFinance } from "./finance.js";
import { performanceRegions } from "./regions.js";
import { performanceSchools } from "./schools.js";

export default [
  performanceSchools,
  performanceCensus,
  performanceAbsence,
  performanceFinance,
  performanceRegions,
] satisfies Source[];
