// The identity of a comparison: the same fingerprint means the same figures.
import { createHash } from "node:crypto";
import { engineVersion } from "../../programs.js";
import type { Run } from "../../runs/run.js";
import { formatVersion } from "../files/json.js";
import type { StoredRequest } from "./comparison.js";

/** SHA-256 of canonical JSON, in hexadecimal. The order of runs and attributes counts, because figures have the same order. */
export function comparisonFingerprint(
  runs: readonly Pick<Run, "fingerprint">[],
  { attributes, heldOut, seed, p, steadiness }: StoredRequest,
): string {
  const fingerprints = runs.map(({ fingerprint }) => fingerprint);
  const figures = heldOut && [heldOut.year, heldOut.sha256];
  const canonical = JSON.stringify([
    formatVersion,
    engineVersion,
    fingerprints,
    attributes,
    figures,
    seed,
    p,
    steadiness,
  ]);
  return createHash("sha256").update(canonical).digest("hex");
}
