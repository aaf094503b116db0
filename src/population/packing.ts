// Compresses a population for storage. To pack, unpack or decode one takes most of a second of CPU time.
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { KindredError } from "../errors.js";
import { decodePopulation } from "./encoding.js";
import type { Population } from "./population.js";

/** Code that only passes a population on to another process passes it packed. */
export type PackedPopulation = Uint8Array;

/** @param bytes from `encodePopulation` */
export const packPopulation = (bytes: Uint8Array): Promise<PackedPopulation> => promisify(gzip)(bytes);

/** @throws KindredError DATABASE_UNUSABLE where it is damaged or of another version */
export async function unpackPopulation(packed: PackedPopulation): Promise<Population> {
  const bytes = await promisify(gunzip)(packed).catch(() => {
    throw new KindredError("DATABASE_UNUSABLE", "A stored population is damaged: start the run again.");
  });
  return decodePopulation(bytes);
}
