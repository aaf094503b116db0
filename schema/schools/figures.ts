// What published figures of a school have in common: a row for each year, and codes in place of missing figures.
import type { OutputRef } from "@pothos/core";
import { type Expression, sql as expression, type SqlBool } from "kysely";
import { assertYear, isYear } from "../../src/population/year.js";
import { builder, type Fields, inMemory } from "../builder.js";
import { anyone, shown, shownList } from "../readers.js";
import { related } from "../reads/read-schools.js";
import type { Read, Relation } from "../reads/relation.js";

const MissingFigure = builder.objectRef<{ figure: string; code: string }>("MissingFigure").implement({
  description: "A missing figure, with the code that was published in its place. A missing figure is never zero.",
  fields: (t) => ({
    figure: t.exposeString("figure", shown("Name of the field that is null.")),
    code: t.exposeString("code", {
      ...shown(
        "Code as published, such as SUPP (suppressed), NA or x; `0 of 0` for a percentage of no pupils or sessions.",
      ),
    }),
  }),
});

/** @param reads the columns that may have codes @param fieldOf the GraphQL field of a column */
export const missingField = <Row extends { readonly codes: Readonly<Record<string, string>> | null }>(
  t: Fields<Row>,
  reads: readonly Read[],
  fieldOf = (column: string) => column,
) =>
  t.field({
    type: [MissingFigure],
    extensions: inMemory,
    ...shownList("Figures for which a code was published instead of a number."),
    reads: ["codes", ...reads],
    resolve: ({ codes }) => Object.entries(codes ?? {}).map(([column, code]) => ({ figure: fieldOf(column), code })),
  });

export interface Years {
  readonly years: readonly string[] | null;
}

export interface GivenYears extends Years {
  readonly first: string;
  readonly last: string;
}

/** The years that any of the fields asks for; null: all. */
export const givenYears = (args: readonly Readonly<Record<string, unknown>>[]): GivenYears => {
  const lists = args.map(({ years }) => years as Years["years"] | undefined);
  if (lists.some((years) => years == null)) return { years: null, first: "0000/00", last: "9999/99" };
  const years = lists
    .flatMap((years) => years ?? [])
    .filter(isYear)
    .sort();
  return { years, first: years[0] ?? "", last: years.at(-1) ?? "" };
};

/** A condition on the year of a row. The range lets an index find the rows, whether or not years are given. */
export const isAsked = (year: Expression<string>, { years, first, last }: GivenYears) =>
  expression<SqlBool>`${year} BETWEEN ${first} AND ${last} AND (${years}::text[] IS NULL OR ${year} = ANY(${years}::text[]))`;

/** Adds the field to schools. @param rows latest year first @param figuresOf makes the figures of all years from them */
export function addYearlyField<Row, Figures extends { readonly year: string }>(
  name: string,
  type: OutputRef<Figures>,
  description: string,
  rows: Relation<readonly Row[]>,
  figuresOf: (rows: readonly Row[]) => readonly Figures[],
): void {
  builder.prismaObjectField("School", name, (t) =>
    t.field({
      type: [type],
      ...anyone(description),
      nullable: { list: true, items: false },
      complexity: { field: 1, multiplier: 3 },
      args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
      ...related(rows, ({ years }: Partial<Years>) => {
        years?.forEach(assertYear);
        return (found) => figuresOf(found).filter(({ year }) => years?.includes(year) ?? true);
      }),
    }),
  );
}
