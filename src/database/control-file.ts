// Reads global/pg_control of PostgreSQL 18: whether it was shut down, and where its write-ahead log (WAL) begins.
// The layout is ControlFileData in src/include/catalog/pg_control.h.
import { join } from "node:path";
import { contentsOf } from "./files.js";

export interface ControlFile {
  /** Changes with every opening and closing. */
  readonly checksum: number;
  readonly shutDown: boolean;
  readonly walSegmentSize: number;
  /** Byte of the WAL at which recovery begins to read. */
  readonly redo: bigint;
  readonly timeline: number;
  /** Number of the next transaction, as of the last checkpoint. */
  readonly nextTransaction: number;
}

const fileSize = 8192;
const shutDown = 1;
const offsets = { state: 16, redo: 40, timeline: 48, nextTransaction: 64, walSegmentSize: 228, checksum: 292 };

/** Null if it is missing, has another size, or does not match its checksum. */
export function readControlFile(directory: string): ControlFile | null {
  const bytes = contentsOf(join(directory, "global", "pg_control"));
  if (bytes?.length !== fileSize) return null;
  const checksum = bytes.readUInt32LE(offsets.checksum);
  if (checksum !== crc32c(bytes.subarray(0, offsets.checksum))) return null;
  return {
    checksum,
    shutDown: bytes.readUInt32LE(offsets.state) === shutDown,
    walSegmentSize: bytes.readUInt32LE(offsets.walSegmentSize),
    redo: bytes.readBigUInt64LE(offsets.redo),
    timeline: bytes.readUInt32LE(offsets.timeline),
    nextTransaction: bytes.readUInt32LE(offsets.nextTransaction),
  };
}

/** Castagnoli's polynomial, as PostgreSQL takes it; zlib has only the other one. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}
