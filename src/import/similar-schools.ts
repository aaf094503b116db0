// The attributes that the department's attainment model uses to find similar secondary schools, in both of its layouts.
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "./figures.js";
import type { Source } from "./source.js";

/** Percentages and means cover some of the school's pupils; the file does not say which. */
const basis = { within: "NumberOfPupils" };
const share = (column: string) => percentage(column, basis);
const mean = (column: string, min: number, max: number): FigureColumn => ({ column, min, max, basis });
const scaledScore = (column: string) => mean(column, 80, 120);

const sharedColumns = {
  roll: pupils("NumberOfPupils"),
  idaci: mean("IdaciPupils", 0, 1),
  polar4: mean("Polar4QuintilePupils", 1, 5),
  stability: share("PStability"),
  senSupport: share("PercentSchSupport"),
  attainment8: mean("Att8Scr", 0, 100),
} satisfies Record<string, FigureColumn>;

/** One key stage 2 score. */
const may2026 = {
  ...sharedColumns,
  ks2: scaledScore("KS2MRP"),
  fsm: share("PPPerc"),
  eal: share("PercentEAL"),
  ehcPlans: share("PercentageStatementOrEHP"),
} satisfies Record<string, FigureColumn>;

/** Separate key stage 2 scores for reading and mathematics. */
const february2026 = {
  ...sharedColumns,
  ks2Reading: scaledScore("Ks2Rp"),
  ks2Maths: scaledScore("Ks2Mp"),
  fsm: share("PpPerc"),
  eal: share("PercentEal"),
  ehcPlans: share("PercentStatementOrEhp"),
} satisfies Record<string, FigureColumn>;

type Layout = typeof sharedColumns & { readonly ehcPlans: FigureColumn };

const columnsOf = (figures: Record<string, FigureColumn>) => [
  "URN",
  ...Object.values(figures).map(({ column }) => column),
];

export const similarSchools: Source = {
  kind: "similar-schools",
  title: "the similar schools values file (secondary_values_….csv)",
  key: "URN",
  layouts: [columnsOf(may2026), columnsOf(february2026)],
  describeOtherFile(header) {
    if (header.has("NeighbourURN")) return "the similar schools distances file (secondary_groups_….csv)";
    return header.has("URN") ? null : "the national standard deviations file (secondary_standard_deviations_….csv)";
  },
  open: (year) => ({
    read(row) {
      const urn = row.urn("URN");
      const layout: Layout = row.has("KS2MRP") ? may2026 : february2026;
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
