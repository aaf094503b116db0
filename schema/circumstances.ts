// A school's attributes in one academic year, by one published file.
import { type CircumstancesRow, publishedCircumstances } from "../src/import/published-figures.js";
import { builder } from "./builder.js";
import { batched } from "./loader.js";
import { MissingFigure, missingFigures } from "./missing.js";
import { Source, sourceOf } from "./source.js";

export const Circumstances = builder.objectRef<CircumstancesRow>("Circumstances").implement({
  description: "One school's attributes in one academic year, by one published file. Percentages are of pupils, 0-100.",
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
    attainment8: t.exposeFloat("attainment8", { access: "public", description: "Mean Attainment 8 score." }),
    missing: t.field({
      type: [MissingFigure],
      access: "public",
      nullable: { list: false, items: false },
      description: "Figures that were published as codes.",
      resolve: ({ codes }) => missingFigures(codes),
    }),
    source: t.field({
      type: Source,
      access: "public",
      description: "The published row.",
      resolve: (row, _args, context) => sourceOf(row, context),
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
    description: "Published attributes, latest year first; one for each file that tells of a year.",
    args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
    resolve: async ({ urn }, { years }, context) => {
      const rows = await loadCircumstances(context, urn, undefined);
      return years ? rows.filter(({ year }) => years.includes(year)) : rows;
    },
  }),
);
