// Why a school has no peers.
import type { Unmatched } from "../../src/matching/result.js";
import { builder } from "../builder.js";
import { anyone } from "../readers.js";

export const NoPeersReason = builder.enumType("NoPeersReason", {
  description: "Reason why a school has no peers.",
  values: {
    MISSING_CIRCUMSTANCES: anyone("The school lacks circumstances that the strategy needs."),
    NO_CANDIDATES: anyone("The rules allow no school as its peer."),
  } satisfies Record<Unmatched["unmatched"], object>,
});
