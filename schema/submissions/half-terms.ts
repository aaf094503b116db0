// The half terms of schools.

import { assertYear } from "../../src/population/year.js";
import { halfTermsOf, type SchoolHalfTerms, setHalfTerms } from "../../src/submissions/half-terms/own.js";
import { builder, type Fields, inMemory } from "../builder.js";
import { isoDate, toDate } from "../date.js";
import { batchedRead } from "../loader.js";
import { readableBy } from "../readers.js";

const secret = readableBy("attendance");

const HalfTerms = builder.objectRef<SchoolHalfTerms>("HalfTerms").implement({
  description:
    "The six half terms of a school in an academic year. Each ends on the day before the next begins, the sixth on 31 July.",
  fields: (t) => ({
    year: t.exposeString("year", secret("Academic year, from 1 August.")),
    begins: t.field({
      type: ["Date"],
      ...secret("First day of each half term; 1 August first."),
      resolve: ({ begins }) => begins.map(toDate),
    }),
    own: t.exposeBoolean("own", secret("Whether they were set for the school. Otherwise they are the usual ones.")),
  }),
});

const loadHalfTerms = batchedRead(halfTermsOf);

builder.prismaObjectField("School", "halfTerms", (t) =>
  t.field({
    type: HalfTerms,
    access: "attendanceOfSchool",
    description:
      "Half terms by which submitted attendance is divided; null if the year has none. A submitted period lies within one of them.",
    args: { year: t.arg.string({ required: true, description: "Academic year, such as 2024/25." }) },
    resolve: ({ urn }, { year }, context, info) => {
      assertYear(year);
      const { halfTerms } = context;
      return loadHalfTerms(context, urn, { year, halfTerms, operation: info.operation.name?.value });
    },
  }),
);

builder.relayMutationField(
  "setHalfTerms",
  {
    description: "The half terms to set.",
    inputFields: (t) => ({
      urn: t.int({ required: true, description: "URN of the school." }),
      year: t.string({ required: true, description: "Academic year, such as 2024/25." }),
      begins: t.field({
        type: ["Date"],
        required: true,
        description: "First day of each of the six half terms, in order. The first is 1 August.",
      }),
    }),
  },
  {
    ...readableBy("setHalfTerms")(
      "Sets a school's own half terms of a year, which replace the usual ones. CONFLICT if a submitted period would cross from one half term into the next.",
    ),
    resolve: (_root, { input }, { database, viewer }) =>
      setHalfTerms(database, viewer, { ...input, begins: input.begins.map(isoDate) }),
  },
  {
    description: "The half terms that were set.",
    outputFields: (t: Fields<SchoolHalfTerms>) => ({
      halfTerms: t.field({
        type: HalfTerms,
        ...readableBy("setHalfTerms")("The half terms."),
        extensions: inMemory,
        resolve: (halfTerms) => halfTerms,
      }),
    }),
  },
);
