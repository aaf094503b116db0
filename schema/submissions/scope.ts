// Whose sessions a submission counts.
import type { scopes } from "../../src/submissions/submission.js";
import { builder } from "../builder.js";

export const AttendanceScope = builder.enumType("AttendanceScope", {
  description: "Pupils whose sessions a submission counts.",
  values: {
    AGE_5_15: {
      description:
        "Pupils aged 5 to 15 on 31 August, as in published attendance. It is the only one that is compared with a target.",
    },
    SIXTH_FORM: { description: "The sixth form." },
    UNDER_5: { description: "Pupils under 5." },
    ALL_PUPILS: { description: "All pupils." },
  } satisfies Record<(typeof scopes)[number], object>,
});
