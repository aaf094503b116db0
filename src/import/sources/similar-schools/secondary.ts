// The values of secondary schools.
import type { Source } from "../../source.js";
import { aliases, describeOtherFile, layoutsWith, mean, openWith, similarSchools } from "./shared.js";

const scaledScore = (column: string) => mean(column, 80, 120);

/** Key stage 2 is one score, or one for reading and one for mathematics. */
const figures = {
  ks2: scaledScore("KS2MRP"),
  ks2Reading: scaledScore("KS2RP"),
  ks2Maths: scaledScore("KS2MP"),
  attainment8: mean("Att8Scr", 0, 100),
};

export const secondaryValues = {
  kind: "similar-schools",
  title: "the similar schools values file of secondary schools (secondary_values_….csv)",
  option: similarSchools,
  fileNames: /secondary/i,
  feeds: "circumstances",
  precedence: 60,
  key: "URN",
  layouts: [...layoutsWith(["KS2MRP", "Att8Scr"]), ...layoutsWith(["KS2RP", "KS2MP", "Att8Scr"])],
  aliases: {
    ...aliases,
    KS2MRP: ["ks2_prior_rm_avg"],
    KS2RP: ["ks2_rp"],
    KS2MP: ["ks2_mp"],
    Att8Scr: ["ks4_outcome_a8"],
  },
  describeOtherFile,
  open: openWith(figures),
} satisfies Source;
