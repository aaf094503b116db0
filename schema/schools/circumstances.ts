// A school's attributes in one academic year, each figure with its source.
import type { Circumstances as CircumstancesInYear, Provenance } from "../../src/import/circumstances.js";
import { publishedCircumstances } from "../../src/schools/published-figures.js";
import { builder } from "../builder.js";
import { addYearlyField, missingField } from "./figures.js";
import { Source, sourceField, sourceOf } from "./source.js";

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
    figure: t.exposeString("figure", { access: "public", nullable: false, description: "Name of the figure's field." }),
    source: sourceField(t, ({ row }) => row),
  }),
});

const Circumstances = builder.objectRef<CircumstancesInYear>("Circumstances").implement({
  description:
    "Attributes of one school in one academic year. If several files have an attribute, the census takes precedence over the similar-schools file. Percentages are of pupils, 0-100.",
  fields: (t) => ({
    year: t.exposeString("year", { access: "public", nullable: false, description: "Academic year, such as 2022/23." }),
    roll: t.exposeInt("roll", { access: "public", description: "Number of pupils on roll." }),
    fsm: t.exposeFloat("fsm", {
      access: "public",
      description: "Percentage of pupils eligible for free school meals at any time in the last six years.",
    }),
    fsmSource: t.exposeString("fsmSource", {
      access: "public",
      description: "Published column that `fsm` comes from: PNUMFSMEVER or PPPerc (pupil premium).",
    }),
    eal: t.exposeFloat("eal", {
      access: "public",
      description: "Percentage of pupils with English as an additional language.",
    }),
    senSupport: t.exposeFloat("senSupport", {
      access: "public",
      description: "Percentage of pupils with SEN support.",
    }),
    ehcPlans: t.exposeFloat("ehcPlans", {
      access: "public",
      description: "Percentage of pupils with an education, health and care plan.",
    }),
    idaci: t.exposeFloat("idaci", {
      access: "public",
      description: "Mean score of pupils on the income deprivation affecting children index (IDACI), 0-1.",
    }),
    polar4: t.exposeFloat("polar4", { access: "public", description: "Mean POLAR4 quintile of pupils, 1-5." }),
    stability: t.exposeFloat("stability", {
      access: "public",
      description: "Percentage of pupils who stay at the school from year to year.",
    }),
    keyStage2: t.exposeFloat("ks2", {
      access: "public",
      description: "Mean scaled score at key stage 2 of pupils on entry.",
    }),
    keyStage2Reading: t.exposeFloat("ks2Reading", {
      access: "public",
      description: "Mean scaled score in reading at key stage 2 of pupils on entry.",
    }),
    keyStage2Maths: t.exposeFloat("ks2Maths", {
      access: "public",
      description: "Mean scaled score in mathematics at key stage 2 of pupils on entry.",
    }),
    attainment8: t.exposeFloat("attainment8", { access: "public", description: "Mean Attainment 8 score." }),
    missing: missingField(t, fieldOf),
    sources: t.field({
      type: [FigureSource],
      access: "public",
      nullable: { list: false, items: false },
      description: "Source of each figure that is not null.",
      resolve: ({ sources }) => Object.entries(sources).map(([figure, row]) => ({ figure: fieldOf(figure), row })),
    }),
    source: t.field({
      type: Source,
      access: "public",
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
