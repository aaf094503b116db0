// `la_and_region_codes_meta.csv` of the performance tables.
import { regionOf } from "../../region.js";
import type { Source } from "../../source.js";
import { performanceTables } from "./shared.js";

export const performanceRegions = {
  kind: "performance-regions",
  title: "the performance tables local authority file (la_and_region_codes_meta.csv)",
  option: performanceTables,
  fileNames: /^(\d{4}-\d{4}_)?la_and_region_codes_meta\.csv$/i,
  feeds: "localAuthority",
  precedence: 80,
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
} satisfies Source;
