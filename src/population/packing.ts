// A population as it is stored: its bytes, compressed. To pack, unpack or decode one takes a CPU for most of a second.
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { KindredError } from "../errors.js";
import { decodePopulation } from "./encoding.js";
import type { Population } from "./population.js";

/** Handed on as it is by whoever only passes it to the process that needs it. */
export type PackedPopulation = Uint8Array;

/** @param bytes as `encodePopulation` makes them */
export const packPopulation = (bytes: Uint8Array): Promise<PackedPopulation> => promisify(gzip)(bytes);

/** @throws KindredError DATABASE_UNUSABLE where it is damaged or of another version */
export async function unpackPopulation(packed: PackedPopulation): Promise<Population> {
  const bytes = await promisify(gunzip)(packed).catch(() => {
    throw new KindredError("DATABASE_UNUSABLE", "A stored population is damaged: start the run again.");
  });
  return decodePopulation(bytes);
}
