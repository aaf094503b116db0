// What a comparison was made from and what it wrote, so that anyone can check it and make it again.
import { engineVersion } from "../../programs.js";
import type { Figure } from "../figure.js";
import { resamples } from "../resample.js";
import type { Source } from "../source.js";
import { formatVersion } from "./json.js";

export interface Hashed {
  readonly file: string;
  readonly sha256: string;
}

export function manifestAsJson(
  { compared, request, inputs, counts }: Source,
  figures: readonly Figure[],
  outputs: readonly Hashed[],
): string {
  const manifest = {
    format: formatVersion,
    kindred: engineVersion,
    request,
    seed: compared.seed,
    resamples,
    p: compared.p,
    inputs,
    counts: { ...counts, figures: figures.length },
    outputs,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
