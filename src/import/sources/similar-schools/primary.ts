// The values of primary schools. Their attainment at key stages 1 and 2 is not stored.
import type { Source } from "../../source.js";
import { aliases, describeOtherFile, layoutsWith, openWith, similarSchools } from "./shared.js";

/** Only a file of primary schools has it: what the department's model predicts. */
const keyStage2 = "ReadMatAverage";

export const primaryValues = {
  kind: "similar-primary-schools",
  title: "the similar schools values file of primary schools (primary_values_….csv)",
  option: similarSchools,
  fileNames: /primary/i,
  feeds: "circumstances",
  precedence: 65,
  key: "URN",
  layouts: layoutsWith([keyStage2]),
  aliases: { ...aliases, [keyStage2]: ["readmat_average", "ks2_outcome_read_mat_avg"] },
  describeOtherFile,
  open: openWith({}),
} satisfies Source;
