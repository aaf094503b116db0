// `la_and_region_codes_meta.csv` of the performance tables.
import { regionOf } from "../region.js";
import type { Source } from "../source.js";
import { performanceTables } from "./performance-tables.js";

export const performanceRegions = {
  kind: "performance-regions",
  title: "the performance tables local authority file (la_and_region_codes_meta.csv)",
  option: performanceTables,
  fileName: "la_and_region_codes_meta.csv",
  feeds: "localAuthority",
  precedence: 8,
  key: "LEA",
  layouts: [["LEA", "LA Name", "REGION NAME"]],
  open: () => ({
    read(row) {
      const code = row.integer("LEA", 1, 999) ?? row.reject("LEA", "the local authority has no code");
      const region = regionOf(row.text("REGION NAME")) ?? row.reject("REGION NAME", "not in one of the nine regions");
      return {
        subject: `local authority ${code}`,
        facts: { localAuthority: { code, name: row.cell("LA Name"), region } },
      };
    },
  }),
} as const satisfies Source;
