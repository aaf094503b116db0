// Whose sessions a submission counts.
import type { scopes } from "../../src/submissions/submission.js";
import { builder } from "../builder.js";

export const AttendanceScope = builder.enumType("AttendanceScope", {
  description: "Whose sessions are submitted.",
  values: {
    AGE_5_15: {
      description:
        "Pupils aged 5 to 15 on 31 August, without sixth form, under-fives and boarders, and without age 15 in the sixth half term: what is published, and the only scope that is compared with a target.",
    },
    SIXTH_FORM: { description: "The sixth form." },
    UNDER_5: { description: "Pupils under 5 on 31 August." },
    ALL_PUPILS: { description: "All pupils." },
  } satisfies Record<(typeof scopes)[number], object>,
});
