// Searches a group without a tree: lays out the engine's memory, fills it, and runs the threads.
import { align, hasReserved, placesFrom } from "./answer.js";
import * as layout from "./assembly/layout.js";
import type { Engine } from "./engine.js";
import { exactWidth, type Group, interleave, writeExact, writeGroup, writeQueries } from "./group.js";

/** @returns whether the figures are small enough and the memory large enough */
export function scanGroup(engine: Engine, group: Group): boolean {
  const { rows, dimensions, mustDiffer, near, k } = group;
  const lanes = Math.ceil(rows.length / layout.fanout) * layout.fanout;
  const place = placesFrom(group.answer.end);
  const order = place(rows.length * 4);
  const exact = place(rows.length * exactWidth(dimensions) * 8);
  const quantised = place(lanes * Math.ceil(dimensions.length / 2) * 4);
  const places = near ? place(rows.length * 16) : 0;
  const codes = place(lanes * mustDiffer.length * 4);
  const queries = place(group.queries * 4);
  // The keys kept and the keys of all; first, samples and middles of the dimensions.
  const scratchSize = align(Math.max(112 + (k + layout.spare) * 4 + lanes * 4, 128 + dimensions.length * 8));
  const scratch = place(engine.scratches(group.threads) * scratchSize);
  if (!hasReserved(engine, place())) return false;

  const { buffer } = engine.memory;
  const header = new Int32Array(buffer, 0, layout.headerSize / 4);
  writeGroup(header, new Float64Array(buffer, 0, layout.headerSize / 8), group);
  header[layout.quantisedSlot] = quantised;
  header[layout.codeStrideSlot] = lanes * 4;
  header[layout.orderSlot] = order;
  header[layout.exactSlot] = exact;
  header[layout.placesSlot] = places;
  header[layout.codesSlot] = codes;
  header[layout.queriesSlot] = queries;
  header[layout.scratchSlot] = scratch;
  header[layout.scratchSizeSlot] = scratchSize;
  new Int32Array(buffer, order, rows.length).set(rows);
  writeExact(dimensions, rows, new Float64Array(buffer, exact, rows.length * exactWidth(dimensions)));
  if (near) interleave([near.easting, near.northing], rows, new Float64Array(buffer, places, rows.length * 2));
  mustDiffer.forEach((column, c) => {
    interleave([column], rows, new Int32Array(buffer, codes + c * lanes * 4, rows.length));
  });
  writeQueries(new Int32Array(buffer, queries, group.queries), rows, group.isQuery);
  if (!engine.prepare()) return false;
  engine.run(group.threads, group.onProgress);
  return true;
}
