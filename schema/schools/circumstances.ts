// A school's attributes in one academic year, each figure with its source.
import { sql as expression } from "kysely";
import { type Circumstances as CircumstancesInYear, composeYears, type Row } from "../../src/import/circumstances.js";
import { circumstanceNames, type FsmSource as StoredFsmSource } from "../../src/import/facts.js";
import { byPrecedence } from "../../src/import/sources.js";
import { builder } from "../builder.js";
import { anyone, shown, shownList } from "../readers.js";
import { many, sameRow } from "../reads/relation.js";
import { addYearlyField, type GivenYears, givenYears, isAsked, missingField } from "./figures.js";
import { Source, type Sourced, source, sourceField } from "./source.js";

/** Columns whose GraphQL field has another name. */
const fieldNames: Readonly<Record<string, string>> = {
  ks2: "keyStage2",
  ks2Reading: "keyStage2Reading",
  ks2Maths: "keyStage2Maths",
};
const fieldOf = (figure: string) => fieldNames[figure] ?? figure;

const FigureSource = builder.objectRef<Sourced & { figure: string }>("FigureSource").implement({
  description: "Source of one figure.",
  fields: (t) => ({
    figure: t.exposeString("figure", { ...shown("Name of the figure's field."), reads: [] }),
    source: sourceField(t),
  }),
});

const FsmSource = builder.enumType("FsmSource", {
  description: "Published column of free school meals.",
  values: {
    PNUMFSMEVER: anyone("PNUMFSMEVER: pupils eligible for free school meals at any time in the last six years."),
    PPPERC: { ...anyone("PPPerc: pupils eligible for the pupil premium."), value: "PPPerc" },
    PERCENT_FSM_EVER: {
      ...anyone("percent_fsm_ever: pupils who have been eligible for free school meals."),
      value: "percent_fsm_ever",
    },
  } satisfies Record<Uppercase<StoredFsmSource>, { value?: StoredFsmSource; description: string }>,
});

const Circumstances = builder.objectRef<CircumstancesInYear<Row & Sourced>>("Circumstances").implement({
  description:
    "Attributes of one school in one academic year. If several files have an attribute, the census takes precedence over the similar-schools files. Percentages are of pupils, 0-100.",
  fields: (t) => ({
    year: t.exposeString("year", shown("Academic year, such as 2022/23.")),
    roll: t.exposeInt("roll", anyone("Number of pupils on roll.")),
    fsm: t.exposeFloat("fsm", {
      ...anyone("Percentage of pupils eligible for free school meals at any time in the last six years."),
    }),
    fsmSource: t.expose("fsmSource", {
      type: FsmSource,
      ...anyone("Published column that `fsm` comes from."),
      reads: ["fsm", "fsmSource"],
    }),
    eal: t.exposeFloat("eal", anyone("Percentage of pupils with English as an additional language.")),
    senSupport: t.exposeFloat("senSupport", anyone("Percentage of pupils with SEN support.")),
    ehcPlans: t.exposeFloat("ehcPlans", anyone("Percentage of pupils with an education, health and care plan.")),
    idaci: t.exposeFloat("idaci", {
      ...anyone("Mean score of pupils on the income deprivation affecting children index (IDACI), 0-1."),
    }),
    polar4: t.exposeFloat("polar4", anyone("Mean POLAR4 quintile of pupils, 1-5.")),
    stability: t.exposeFloat("stability", anyone("Percentage of pupils who stay at the school from year to year.")),
    keyStage2: t.exposeFloat("ks2", anyone("Mean scaled score at key stage 2 of pupils on entry.")),
    keyStage2Reading: t.exposeFloat("ks2Reading", {
      ...anyone("Mean scaled score in reading at key stage 2 of pupils on entry."),
    }),
    keyStage2Maths: t.exposeFloat("ks2Maths", {
      ...anyone("Mean scaled score in mathematics at key stage 2 of pupils on entry."),
    }),
    attainment8: t.exposeFloat("attainment8", anyone("Mean Attainment 8 score.")),
    semh: t.exposeFloat("semh", {
      ...anyone(
        "Percentage of pupils whose primary type of special educational need is social, emotional and mental health (SEMH).",
      ),
    }),
    fundingPerPupil: t.exposeFloat("fundingPerPupil", anyone("Income from grant funding per pupil, in pounds a year.")),
    missing: missingField(t, circumstanceNames, fieldOf),
    sources: t.field({
      type: [FigureSource],
      ...shownList("Source of each figure that is not null."),
      reads: [sameRow, ...circumstanceNames],
      resolve: ({ sources }) =>
        Object.entries(sources).map(([figure, { source }]) => ({ figure: fieldOf(figure), source })),
    }),
    source: t.field({
      type: Source,
      ...anyone("Row of the published file that takes precedence."),
      deprecationReason:
        "Use `sources`: since 2026-11-27 the figures of one year can come from several files. Kept until 2027-06-01.",
      reads: [source],
      resolve: ({ first }) => first.source,
    }),
  }),
});

const circumstances = many<readonly (Row & Sourced)[], GivenYears>("circumstances", "circumstances", {
  keys: ["year"],
  given: givenYears,
  rows: (from, years) =>
    from
      .selectFrom("circumstances")
      .innerJoin("sourceFile as f", "f.id", "circumstances.fileId")
      .whereRef("circumstances.urn", "=", "school.urn")
      .where("circumstances.supersededById", "is", null)
      .where(({ ref }) => isAsked(ref("circumstances.year"), years))
      .orderBy("circumstances.year", "desc")
      .orderBy(expression.raw(byPrecedence)),
});

addYearlyField(
  "circumstances",
  Circumstances,
  "Published attributes by academic year, latest year first.",
  circumstances,
  composeYears,
);
