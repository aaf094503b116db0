// What a comparison was made from and what it wrote, so that anyone can check it and make it again.
import { basename } from "node:path";
import { engineVersion } from "../../matching/discovery.js";
import type { Figure } from "../figure.js";
import { persistence } from "../rank-biased-overlap.js";
import { resamples } from "../resample.js";
import { formatVersion } from "./json.js";
import type { PeersRead } from "./read-peers.js";
import type { SchoolsRead } from "./read-schools.js";
import { type CompareRequest, toldRequest } from "./request.js";

export interface Hashed {
  readonly file: string;
  readonly sha256: string;
}

/** @param lists in the order of the request */
export function manifestAsJson(
  request: CompareRequest,
  { table, schools }: SchoolsRead,
  lists: readonly PeersRead[],
  figures: readonly Figure[],
  outputs: readonly Hashed[],
): string {
  const manifest = {
    format: formatVersion,
    kindred: engineVersion,
    request: toldRequest(request),
    seed: request.seed,
    resamples,
    p: persistence,
    inputs: [
      { file: basename(request.table), sha256: table.sha256 },
      ...request.peers.map(({ path }, at) => ({ file: basename(path), sha256: lists[at]!.sha256 })),
    ],
    counts: {
      table: { rows: table.rows, used: schools.ids.length, leftOut: table.leftOut, rejected: table.rejected.length },
      lists: lists.map((read) => ({ name: read.list.name, ...countsOf(read) })),
      figures: figures.length,
    },
    outputs,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Every row below the header is used or rejected. */
export const countsOf = ({ rows, rejected, list }: PeersRead) => ({
  rows,
  used: rows - rejected.length,
  rejected: rejected.length,
  schoolsWithPeers: list.peers.filter(({ length }) => length > 0).length,
});
