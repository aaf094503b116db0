// A list of peers from a CSV file with the columns id, rank, peer and, if it has one, distance.
import { KindredError } from "../../errors.js";
import { abbreviate, type RowReader } from "../../import/row-reader.js";
import { parseInteger } from "../../import/written.js";
import { namesOf, numberIn, wordIn } from "../../table/header.js";
import { type RowsRead, readRows } from "../../table/rows.js";
import { sameKey } from "../../table/table.js";
import type { PeerLists, Schools } from "../lists.js";

export interface PeersRead extends RowsRead {
  readonly list: PeerLists;
}

interface PeerInFile {
  readonly rank: number;
  readonly distance: number;
  readonly line: number;
}

/**
 * Peers are put in order of rank, equal ranks in the order of the file; other columns are ignored. A row is rejected if
 * its school or its peer is not among the schools, if they are the same or of different blocks, if the peer was on an
 * earlier line, or if rank or distance cannot be read.
 * @param idColumn what the column `id` may also be called
 * @throws KindredError BAD_PARAMETERS naming a missing column | as `readRows`
 */
export async function readPeers(
  { name, path }: { readonly name: string; readonly path: string },
  idColumn: string,
  { ids, block }: Pick<Schools, "ids" | "block">,
  signal?: AbortSignal,
): Promise<PeersRead> {
  const rowOfId = new Map(ids.map((id, row) => [sameKey(id), row]));
  const peersOf = ids.map(() => new Map<number, PeerInFile>());
  let hasDistances = false;

  const begin = (header: ReadonlyMap<string, number>, file: string) => {
    const id = header.has("id") ? "id" : idColumn;
    const missing = [id, "rank", "peer"].find((column) => !header.has(column));
    if (missing !== undefined) {
      const wanted = missing === id && id !== "id" ? `id or ${abbreviate(id)}` : missing;
      throw new KindredError(
        "BAD_PARAMETERS",
        `${file} has no column ${wanted}, which a list of peers needs. It has ${namesOf(header)}.`,
      );
    }
    hasDistances = header.has("distance");
    return (row: RowReader) => {
      const school = rowIn(row, id);
      const peer = rowIn(row, "peer");
      if (peer === school) row.reject("peer", "the school itself");
      if (block[peer] !== block[school])
        row.reject("peer", "of another block than the school", `${block[peer]}, not ${block[school]}`);
      const earlier = peersOf[school]!.get(peer);
      if (earlier) row.reject("peer", "already a peer of this school", `on line ${earlier.line}`);
      const inFile = { rank: rankIn(row), distance: distanceIn(row), line: row.line };
      peersOf[school]!.set(peer, inFile);
    };
  };
  const rowIn = (row: RowReader, column: string): number =>
    rowOfId.get(sameKey(wordIn(row, column))) ?? row.reject(column, "not among the rows used of the table");

  const read = await readRows(path, begin, signal);
  const inOrder = peersOf.map((peers) => [...peers].sort(([, a], [, b]) => a.rank - b.rank));
  const list = {
    name,
    peers: inOrder.map((peers) => Int32Array.from(peers, ([peer]) => peer)),
    distances: hasDistances ? inOrder.map((peers) => Float64Array.from(peers, ([, { distance }]) => distance)) : null,
  };
  return { ...read, list };
}

function rankIn(row: RowReader): number {
  const rank = Number(parseInteger(row.cell("rank")) ?? 0);
  if (!(rank >= 1)) row.reject("rank", "not a whole number from 1");
  return rank;
}

/** NaN if there is none. */
function distanceIn(row: RowReader): number {
  const distance = numberIn(row, "distance");
  if (distance < 0) row.reject("distance", "below 0");
  return distance;
}
