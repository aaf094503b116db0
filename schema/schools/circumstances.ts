// A school's attributes in one academic year, each figure with its source.
import type { Circumstances as CircumstancesInYear, Provenance } from "../../src/import/circumstances.js";
import type { FsmSource as StoredFsmSource } from "../../src/import/facts.js";
import { publishedCircumstances } from "../../src/schools/published-figures.js";
import { builder } from "../builder.js";
import { shown, shownList } from "../runs/shown.js";
import { addYearlyField, missingField } from "./figures.js";
import { Source, sourceField, sourceOf } from "./source.js";

const anyone = { access: "public" } as const;

/** Columns whose GraphQL field has another name. */
const fieldNames: Readonly<Record<string, string>> = {
  ks2: "keyStage2",
  ks2Reading: "keyStage2Reading",
  ks2Maths: "keyStage2Maths",
};
const fieldOf = (figure: string) => fieldNames[figure] ?? figure;

const FigureSource = builder.objectRef<{ figure: string; row: Provenance }>("FigureSource").implement({
  description: "Source of one figure.",
  fields: (t) => ({
    figure: t.exposeString("figure", { ...shown, description: "Name of the figure's field." }),
    source: sourceField(t, ({ row }) => row),
  }),
});

const FsmSource = builder.enumType("FsmSource", {
  description: "Published column of free school meals.",
  values: {
    PNUMFSMEVER: {
      ...anyone,
      description: "PNUMFSMEVER: pupils eligible for free school meals at any time in the last six years.",
    },
    PPPERC: { ...anyone, value: "PPPerc", description: "PPPerc: pupils eligible for the pupil premium." },
  } satisfies Record<Uppercase<StoredFsmSource>, { value?: StoredFsmSource; description: string }>,
});

const Circumstances = builder.objectRef<CircumstancesInYear>("Circumstances").implement({
  description:
    "Attributes of one school in one academic year. If several files have an attribute, the census takes precedence over the similar-schools file. Percentages are of pupils, 0-100.",
  fields: (t) => ({
    year: t.exposeString("year", { ...shown, description: "Academic year, such as 2022/23." }),
    roll: t.exposeInt("roll", { ...anyone, description: "Number of pupils on roll." }),
    fsm: t.exposeFloat("fsm", {
      ...anyone,
      description: "Percentage of pupils eligible for free school meals at any time in the last six years.",
    }),
    fsmSource: t.expose("fsmSource", {
      type: FsmSource,
      ...anyone,
      description: "Published column that `fsm` comes from.",
    }),
    eal: t.exposeFloat("eal", {
      ...anyone,
      description: "Percentage of pupils with English as an additional language.",
    }),
    senSupport: t.exposeFloat("senSupport", { ...anyone, description: "Percentage of pupils with SEN support." }),
    ehcPlans: t.exposeFloat("ehcPlans", {
      ...anyone,
      description: "Percentage of pupils with an education, health and care plan.",
    }),
    idaci: t.exposeFloat("idaci", {
      ...anyone,
      description: "Mean score of pupils on the income deprivation affecting children index (IDACI), 0-1.",
    }),
    polar4: t.exposeFloat("polar4", { ...anyone, description: "Mean POLAR4 quintile of pupils, 1-5." }),
    stability: t.exposeFloat("stability", {
      ...anyone,
      description: "Percentage of pupils who stay at the school from year to year.",
    }),
    keyStage2: t.exposeFloat("ks2", { ...anyone, description: "Mean scaled score at key stage 2 of pupils on entry." }),
    keyStage2Reading: t.exposeFloat("ks2Reading", {
      ...anyone,
      description: "Mean scaled score in reading at key stage 2 of pupils on entry.",
    }),
    keyStage2Maths: t.exposeFloat("ks2Maths", {
      ...anyone,
      description: "Mean scaled score in mathematics at key stage 2 of pupils on entry.",
    }),
    attainment8: t.exposeFloat("attainment8", { ...anyone, description: "Mean Attainment 8 score." }),
    semh: t.exposeFloat("semh", {
      ...anyone,
      description:
        "Percentage of pupils whose primary type of special educational need is social, emotional and mental health (SEMH).",
    }),
    fundingPerPupil: t.exposeFloat("fundingPerPupil", {
      ...anyone,
      description: "Income from grant funding per pupil, in pounds a year.",
    }),
    missing: missingField(t, fieldOf),
    sources: t.field({
      type: [FigureSource],
      ...shownList,
      description: "Source of each figure that is not null.",
      resolve: ({ sources }) => Object.entries(sources).map(([figure, row]) => ({ figure: fieldOf(figure), row })),
    }),
    source: t.field({
      type: Source,
      ...anyone,
      deprecationReason:
        "Use `sources`: since 2026-11-27 the figures of one year can come from several files. Kept until 2027-06-01.",
      description: "Row of the published file that takes precedence.",
      resolve: ({ first }, _args, context) => sourceOf(first, context),
    }),
  }),
});

addYearlyField(
  "circumstances",
  Circumstances,
  "Published attributes by academic year, latest year first.",
  publishedCircumstances,
);
