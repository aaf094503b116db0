// What published figures of a school have in common: a row for each year, and codes in place of missing figures.
import type { OutputRef } from "@pothos/core";
import type { Database } from "../../src/database/database.js";
import { assertYear } from "../../src/population/year.js";
import { builder, type Fields, inMemory } from "../builder.js";
import { batched } from "../loader.js";
import { shown, shownList } from "../runs/shown.js";

const MissingFigure = builder.objectRef<{ figure: string; code: string }>("MissingFigure").implement({
  description: "A missing figure, with the code that was published in its place. A missing figure is never zero.",
  fields: (t) => ({
    figure: t.exposeString("figure", { ...shown, description: "Name of the field that is null." }),
    code: t.exposeString("code", {
      ...shown,
      description:
        "Code as published, such as SUPP (suppressed), NA or x; `0 of 0` for a percentage of no pupils or sessions.",
    }),
  }),
});

/** @param fieldOf the GraphQL field of a column */
export const missingField = <Row extends { readonly codes: Readonly<Record<string, string>> | null }>(
  t: Fields<Row>,
  fieldOf = (column: string) => column,
) =>
  t.field({
    type: [MissingFigure],
    extensions: inMemory,
    ...shownList,
    description: "Figures for which a code was published instead of a number.",
    resolve: ({ codes }) => Object.entries(codes ?? {}).map(([column, code]) => ({ figure: fieldOf(column), code })),
  });

/** Adds the field to schools. @param read returns the rows of each school, latest year first */
export function addYearlyField<Row extends { readonly year: string }>(
  name: string,
  type: OutputRef<Row>,
  description: string,
  read: (database: Database, urns: readonly number[]) => Promise<readonly (readonly Row[])[]>,
): void {
  const load = batched(({ database }, urns: readonly number[]) => read(database, urns));
  builder.prismaObjectField("School", name, (t) =>
    t.field({
      type: [type],
      access: "public",
      nullable: { list: true, items: false },
      complexity: { field: 1, multiplier: 3 },
      description,
      args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
      resolve: async ({ urn }, { years }, context) => {
        years?.forEach(assertYear);
        const rows = await load(context, urn);
        return years ? rows.filter(({ year }) => years.includes(year)) : rows;
      },
    }),
  );
}
