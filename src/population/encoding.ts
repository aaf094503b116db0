// Encodes a population as bytes. The same columns give the same bytes on any machine; the id is their hash.
import { createHash } from "node:crypto";
import { KindredError } from "../errors.js";
import {
  type Block,
  blocks,
  type ColumnName,
  columnNames,
  keptColumns,
  type Population,
  type PopulationColumns,
} from "./population.js";

/*
 * Version 1, little-endian: "KPOP", version (uint32), length of the header (uint32), the header (JSON, UTF-8), then the
 * columns: urn, lineage, trust (int32; -1 none), block, region (uint8; 255 none), eligible, reference, selective
 * (uint8), easting, northing, and the numeric columns in the header's order (float64; the quiet NaN 7ff8000000000000
 * where missing). A numeric column that is not in the header has no figures.
 */
const magic = "KPOP";
const version = 1;
const none32 = -1;
const none8 = 255;

interface Header {
  readonly baseYear: string;
  readonly circumstancesYear: string;
  readonly size: number;
  readonly blocks: readonly Block[];
  readonly regions: readonly string[];
  readonly columns: readonly ColumnName[];
}

/** @param columns rows ascending by URN */
export function encodePopulation(columns: PopulationColumns): Buffer {
  const regions = [...new Set(columns.region.filter((region) => region !== null))].sort();
  const { baseYear, circumstancesYear, size } = columns;
  const kept = keptColumns(columns);
  const header: Header = { baseYear, circumstancesYear, size, blocks, regions, columns: kept };
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(12);
  prefix.write(magic, "latin1");
  prefix.writeUInt32LE(version, 4);
  prefix.writeUInt32LE(json.length, 8);
  return Buffer.concat([
    prefix,
    json,
    int32(columns.urn),
    int32(columns.lineage),
    int32(columns.trust.map((code) => code ?? none32)),
    Buffer.from(columns.block.map((block) => blocks.indexOf(block))),
    Buffer.from(columns.region.map((region) => (region === null ? none8 : regions.indexOf(region)))),
    Buffer.from(columns.eligible),
    Buffer.from(columns.reference),
    Buffer.from(columns.selective),
    float64(columns.easting),
    float64(columns.northing),
    ...kept.map((name) => float64(columns.columns[name])),
  ]);
}

/** sha256 of the bytes, in hexadecimal. */
export const populationId = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** @throws KindredError DATABASE_UNUSABLE where the bytes are of another version */
export function decodePopulation(bytes: Buffer): Population {
  if (bytes.toString("latin1", 0, 4) !== magic || bytes.readUInt32LE(4) !== version) {
    throw new KindredError("DATABASE_UNUSABLE", "A stored population has another version: start the run again.");
  }
  const start = 12 + bytes.readUInt32LE(8);
  const header = JSON.parse(bytes.toString("utf8", 12, start)) as Header;
  const { size, baseYear, circumstancesYear } = header;
  let offset = start;
  const take = (width: number) => {
    const part = bytes.subarray(offset, offset + size * width);
    offset += part.length;
    return part;
  };
  const readInt32 = () => {
    const part = take(4);
    return Int32Array.from({ length: size }, (_, row) => part.readInt32LE(row * 4));
  };
  const readFloat64 = () => {
    const part = take(8);
    return Float64Array.from({ length: size }, (_, row) => part.readDoubleLE(row * 8));
  };
  const readBytes = () => Uint8Array.from(take(1));
  return {
    id: populationId(bytes),
    baseYear,
    circumstancesYear,
    size,
    urn: readInt32(),
    lineage: readInt32(),
    trust: Array.from(readInt32(), (code) => (code === none32 ? null : code)),
    block: Array.from(readBytes(), (index) => header.blocks[index]!),
    region: Array.from(readBytes(), (index) => header.regions[index] ?? null),
    eligible: readBytes(),
    reference: readBytes(),
    selective: readBytes(),
    easting: readFloat64(),
    northing: readFloat64(),
    columns: readColumns(header, readFloat64),
  };
}

function readColumns({ columns: stored, size }: Header, read: () => Float64Array): Record<ColumnName, Float64Array> {
  const figures = new Map(stored.map((name) => [name, read()]));
  const columns = columnNames.map((name) => [name, figures.get(name) ?? new Float64Array(size).fill(Number.NaN)]);
  return Object.fromEntries(columns);
}

function int32(values: ArrayLike<number>): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (let row = 0; row < values.length; row++) buffer.writeInt32LE(values[row]!, row * 4);
  return buffer;
}

function float64(values: Float64Array): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) buffer.writeUInt32LE(0x7ff80000, row * 8 + 4);
    else buffer.writeDoubleLE(value, row * 8);
  }
  return buffer;
}
