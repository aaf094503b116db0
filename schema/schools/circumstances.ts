// A school's attributes in one academic year, each figure with its source.
import type { Circumstances as CircumstancesInYear, Provenance } from "../../src/import/circumstances.js";
import { publishedCircumstances } from "../../src/schools/published-figures.js";
import { builder, inMemory } from "../builder.js";
import { batched } from "../loader.js";
import { MissingFigure, missingFigures } from "./missing.js";
import { Source, sourceOf } from "./source.js";

/** Figures whose field has another name than their column. */
const fieldNames: Readonly<Record<string, string>> = {
  ks2: "keyStage2",
  ks2Reading: "keyStage2Reading",
  ks2Maths: "keyStage2Maths",
};
const fieldOf = (figure: string) => fieldNames[figure] ?? figure;

const FigureSource = builder.objectRef<{ figure: string; row: Provenance }>("FigureSource").implement({
  description: "Where one figure was published.",
  fields: (t) => ({
    figure: t.exposeString("figure", { access: "public", nullable: false, description: "Name of the field." }),
    source: t.field({
      type: Source,
      access: "public",
      description: "The published row.",
      resolve: ({ row }, _args, context) => sourceOf(row, context),
    }),
  }),
});

export const Circumstances = builder.objectRef<CircumstancesInYear>("Circumstances").implement({
  description:
    "One school's attributes in one academic year. Where several files have one, the census stands before the values of similar schools. Percentages are of pupils, 0-100.",
  fields: (t) => ({
    year: t.exposeString("year", { access: "public", nullable: false, description: "Academic year, such as 2022/23." }),
    roll: t.exposeInt("roll", { access: "public", description: "Pupils on roll." }),
    fsm: t.exposeFloat("fsm", {
      access: "public",
      description: "Pupils eligible for free school meals in the last six years, per cent.",
    }),
    fsmSource: t.exposeString("fsmSource", {
      access: "public",
      description: "The published column that `fsm` was read from: PNUMFSMEVER, or PPPerc (pupil premium).",
    }),
    eal: t.exposeFloat("eal", {
      access: "public",
      description: "Pupils with English as an additional language, per cent.",
    }),
    senSupport: t.exposeFloat("senSupport", { access: "public", description: "Pupils with SEN support, per cent." }),
    ehcPlans: t.exposeFloat("ehcPlans", {
      access: "public",
      description: "Pupils with an education, health and care plan, per cent.",
    }),
    idaci: t.exposeFloat("idaci", {
      access: "public",
      description: "Mean score of pupils on the income deprivation affecting children index, 0-1.",
    }),
    polar4: t.exposeFloat("polar4", { access: "public", description: "Mean POLAR4 quintile of pupils, 1-5." }),
    stability: t.exposeFloat("stability", {
      access: "public",
      description: "Pupils who stay from year to year, per cent.",
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
    missing: t.field({
      type: [MissingFigure],
      extensions: inMemory,
      access: "public",
      nullable: { list: false, items: false },
      description: "Figures that were published as codes.",
      resolve: ({ codes }) => missingFigures(codes).map(({ figure, code }) => ({ figure: fieldOf(figure), code })),
    }),
    sources: t.field({
      type: [FigureSource],
      access: "public",
      nullable: { list: false, items: false },
      description: "The published row of each figure that is not null.",
      resolve: ({ sources }) => Object.entries(sources).map(([figure, row]) => ({ figure: fieldOf(figure), row })),
    }),
    source: t.field({
      type: Source,
      access: "public",
      deprecationReason:
        "Since 2026-11-27 figures of one year may come from several files: use `sources`. Kept until 2027-06-01.",
      description: "The published row that stands before the others.",
      resolve: ({ first }, _args, context) => sourceOf(first, context),
    }),
  }),
});

const loadCircumstances = batched(({ database }, urns: readonly number[]) => publishedCircumstances(database, urns));

builder.prismaObjectField("School", "circumstances", (t) =>
  t.field({
    type: [Circumstances],
    access: "public",
    nullable: { list: false, items: false },
    complexity: { field: 1, multiplier: 3 },
    description: "Published attributes, latest year first.",
    args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
    resolve: async ({ urn }, { years }, context) => {
      const rows = await loadCircumstances(context, urn, undefined);
      return years ? rows.filter(({ year }) => years.includes(year)) : rows;
    },
  }),
);
