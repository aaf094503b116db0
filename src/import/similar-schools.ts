// The attributes by which the department's attainment model finds similar secondary schools, in both of its layouts.
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "./figures.js";
import type { Source } from "./source.js";

/** Percentages and means of some of the school's pupils; of which, the file does not say. */
const basis = { within: "NumberOfPupils" };
const share = (column: string) => percentage(column, basis);
const mean = (column: string, min: number, max: number): FigureColumn => ({ column, min, max, basis });
const scaledScore = (column: string) => mean(column, 80, 120);

const alike = {
  roll: pupils("NumberOfPupils"),
  idaci: mean("IdaciPupils", 0, 1),
  polar4: mean("Polar4QuintilePupils", 1, 5),
  stability: share("PStability"),
  senSupport: share("PercentSchSupport"),
  attainment8: mean("Att8Scr", 0, 100),
} satisfies Record<string, FigureColumn>;

/** May 2026: one key stage 2 score. */
const later = {
  ...alike,
  ks2: scaledScore("KS2MRP"),
  fsm: share("PPPerc"),
  eal: share("PercentEAL"),
  ehcPlans: share("PercentageStatementOrEHP"),
} satisfies Record<string, FigureColumn>;

/** February 2026: reading and mathematics apart. */
const earlier = {
  ...alike,
  ks2Reading: scaledScore("Ks2Rp"),
  ks2Maths: scaledScore("Ks2Mp"),
  fsm: share("PpPerc"),
  eal: share("PercentEal"),
  ehcPlans: share("PercentStatementOrEhp"),
} satisfies Record<string, FigureColumn>;

type Layout = typeof alike & { readonly ehcPlans: FigureColumn };

const columnsOf = (figures: Record<string, FigureColumn>) => [
  "URN",
  ...Object.values(figures).map(({ column }) => column),
];

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
      const layout: Layout = row.has("KS2MRP") ? later : earlier;
      const { values, codes } = readRowFigures<string>(row, layout);
      assertPartsFit(row, [layout.senSupport, layout.ehcPlans], 100);
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
