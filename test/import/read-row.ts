// Reads one row of a source without a database.
import type { Facts } from "../../src/import/facts.js";
import { Header } from "../../src/import/header.js";
import { RowReader, RowRejected } from "../../src/import/row-reader.js";
import type { Source } from "../../src/import/source.js";
import type { Cells } from "./files.js";

export function read(source: Source, cells: Cells): Facts {
  const header = new Header(source, Object.keys(cells));
  const reading = source.open("2024/25").read(new RowReader(2, header, Object.values(cells).map(String)));
  if ("skipped" in reading) throw new Error(reading.skipped);
  return reading.facts;
}

/** Column, value and reason of the rejection; null where the row is accepted. */
export function rejection(source: Source, cells: Cells) {
  try {
    read(source, cells);
    return null;
  } catch (error) {
    if (!(error instanceof RowRejected)) throw error;
    const { column, value, reason } = error;
    return { column, value, reason };
  }
}
