// The attributes that the department's attainment model uses to find similar secondary schools, in both of its layouts.
import type { CircumstanceName } from "../../facts.js";
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "../../row-figures.js";
import type { Source } from "../../source.js";

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
} satisfies Partial<Record<CircumstanceName, FigureColumn>>;

/** One key stage 2 score. */
const may2026 = {
  ...sharedColumns,
  ks2: scaledScore("KS2MRP"),
  fsm: share("PPPerc"),
  eal: share("PercentEAL"),
  ehcPlans: share("PercentageStatementOrEHP"),
} satisfies Partial<Record<CircumstanceName, FigureColumn>>;

/** Separate key stage 2 scores for reading and mathematics. */
const february2026 = {
  ...sharedColumns,
  ks2Reading: scaledScore("Ks2Rp"),
  ks2Maths: scaledScore("Ks2Mp"),
  fsm: share("PpPerc"),
  eal: share("PercentEal"),
  ehcPlans: share("PercentStatementOrEhp"),
} satisfies Partial<Record<CircumstanceName, FigureColumn>>;

type Layout = typeof may2026 | typeof february2026;

const columnsOf = (layout: Layout) => ["URN", ...Object.values(layout).map(({ column }) => column)];

export default {
  kind: "similar-schools",
  title: "the similar schools values file (secondary_values_….csv)",
  option: {
    name: "similarSchools",
    description: "circumstances of secondary schools: secondary_values_….csv",
    takes: "file",
    needsYear: true,
  },
  feeds: "circumstances",
  precedence: 60,
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
      const { values, codes } = readRowFigures<keyof Layout>(row, layout);
      assertPartsFit(row, [layout.senSupport, layout.ehcPlans], 100);
      const fsmSource = values.fsm === null ? null : "PPPerc";
      return {
        subject: `${urn}`,
        facts: {
          circumstances: { urn, year, ...values, fsmSource, codes },
          directoryRow: { urn, line: row.line, record: {} },
        },
      };
    },
  }),
} satisfies Source;
