// The attributes by which the department's attainment model finds similar secondary schools, in both of its layouts.
import { count, type Figure, percentage, readFigures } from "./cells.js";
import type { Source } from "./source.js";

const scaledScore = (column: string): Figure => ({ column, min: 80, max: 120 });

const alike = {
  roll: count("NumberOfPupils", 20_000),
  idaci: { column: "IdaciPupils", min: 0, max: 1 },
  polar4: { column: "Polar4QuintilePupils", min: 1, max: 5 },
  stability: percentage("PStability"),
  senSupport: percentage("PercentSchSupport"),
  attainment8: { column: "Att8Scr", min: 0, max: 100 },
} satisfies Record<string, Figure>;

/** May 2026: one key stage 2 score. */
const later = {
  ...alike,
  ks2: scaledScore("KS2MRP"),
  fsm: percentage("PPPerc"),
  eal: percentage("PercentEAL"),
  ehcPlans: percentage("PercentageStatementOrEHP"),
} satisfies Record<string, Figure>;

/** February 2026: reading and mathematics apart. */
const earlier = {
  ...alike,
  ks2Reading: scaledScore("Ks2Rp"),
  ks2Maths: scaledScore("Ks2Mp"),
  fsm: percentage("PpPerc"),
  eal: percentage("PercentEal"),
  ehcPlans: percentage("PercentStatementOrEhp"),
} satisfies Record<string, Figure>;

const columnsOf = (figures: Record<string, Figure>) => ["URN", ...Object.values(figures).map(({ column }) => column)];

export const similarSchools: Source = {
  kind: "similar-schools",
  title: "the values of similar secondary schools (secondary_values_….csv)",
  key: "URN",
  layouts: [columnsOf(later), columnsOf(earlier)],
  mistaken(header) {
    if (header.has("NeighbourURN")) return "the published distances between schools (secondary_groups_….csv)";
    return header.has("URN") ? null : "national standard deviations (secondary_standard_deviations_….csv)";
  },
  open: (year) => ({
    read(row) {
      const urn = row.urn("URN");
      const layout: Record<string, Figure> = row.has("KS2MRP") ? later : earlier;
      const { values, codes } = readFigures(row, layout);
      const value = (name: string) => values[name] ?? null;
      return {
        subject: `${urn}`,
        facts: {
          circumstances: {
            urn,
            year,
            school_type: null,
            roll: value("roll"),
            fsm: value("fsm"),
            fsm_source: value("fsm") === null ? null : "PPPerc",
            eal: value("eal"),
            sen_support: value("senSupport"),
            ehc_plans: value("ehcPlans"),
            idaci: value("idaci"),
            polar4: value("polar4"),
            stability: value("stability"),
            ks2: value("ks2"),
            ks2_reading: value("ks2Reading"),
            ks2_maths: value("ks2Maths"),
            attainment8: value("attainment8"),
            codes,
          },
          directory: { urn, line: row.line, record: {} },
        },
      };
    },
  }),
};
