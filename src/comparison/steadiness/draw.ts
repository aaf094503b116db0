// Chance that depends on the seed and on what is drawn for, and not on the order of drawing.
import { createHash } from "node:crypto";

/**
 * A whole number from 0 to 2^32 - 1, evenly distributed: the first four bytes of the SHA-256 of `seed,urn,purpose`, most
 * significant first, so that anyone can draw again.
 */
export const draw = (seed: number, urn: number, purpose: string): number =>
  createHash("sha256").update(`${seed},${urn},${purpose}`).digest().readUInt32BE();
