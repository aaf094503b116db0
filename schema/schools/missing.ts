// A figure for which a code was published instead of a number.
import { builder } from "../builder.js";

export const MissingFigure = builder.objectRef<{ figure: string; code: string }>("MissingFigure").implement({
  description: "A missing figure, with the code that was published in its place. A missing figure is never zero.",
  fields: (t) => ({
    figure: t.exposeString("figure", {
      access: "public",
      nullable: false,
      description: "Name of the field that is null.",
    }),
    code: t.exposeString("code", {
      access: "public",
      nullable: false,
      description:
        "Code as published, such as SUPP (suppressed), NA or x; `0 of 0` for a percentage of no pupils or sessions.",
    }),
  }),
});

export const missingFigures = (codes: Readonly<Record<string, string>> | null) =>
  Object.entries(codes ?? {}).map(([figure, code]) => ({ figure, code }));
