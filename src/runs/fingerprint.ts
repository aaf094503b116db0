// The identity of a run: the same fingerprint means the same cohorts, on any machine.
import { createHash } from "node:crypto";

interface FingerprintParts {
  readonly strategy: string;
  readonly version: string;
  /** Normalised: defaults filled in, keys sorted. A strategy that uses random numbers takes its seed as a parameter. */
  readonly parameters: unknown;
  /** Normalised in the same way. */
  readonly constraints: unknown;
  /** The hash of the population's contents. */
  readonly populationId: string;
}

/** SHA-256 of canonical JSON, in hexadecimal. */
export function fingerprintOf(parts: FingerprintParts): string {
  const { strategy, version, parameters, constraints, populationId } = parts;
  const canonical = JSON.stringify([strategy, version, parameters, constraints, populationId]);
  return createHash("sha256").update(canonical).digest("hex");
}

/** A version 8 UUID (RFC 9562, vendor-specific) from the fingerprint's first 16 bytes. */
export function uuidOf(fingerprint: string): string {
  const bytes = Buffer.from(fingerprint.slice(0, 32), "hex");
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
