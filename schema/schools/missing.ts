// A figure that was published as a code instead of a number.
import { builder } from "../builder.js";

export const MissingFigure = builder.objectRef<{ figure: string; code: string }>("MissingFigure").implement({
  description: "A figure that is not there, with the code that was published in its place. Missing is never zero.",
  fields: (t) => ({
    figure: t.exposeString("figure", {
      access: "public",
      nullable: false,
      description: "Name of the field that is null.",
    }),
    code: t.exposeString("code", {
      access: "public",
      nullable: false,
      description: "The code as published, such as SUPP (suppressed), NA or x; `0 of 0` for a percentage of nothing.",
    }),
  }),
});

export const missingFigures = (codes: Readonly<Record<string, string>> | null) =>
  Object.entries(codes ?? {}).map(([figure, code]) => ({ figure, code }));
