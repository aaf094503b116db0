// What a comparison of files says about where it comes from.
import { basename } from "node:path";
import { count, counted } from "../../plural.js";
import type { Source } from "../source.js";
import type { PeersRead } from "./read-peers.js";
import type { SchoolsRead } from "./read-schools.js";
import { type CompareRequest, notesOn, toldRequest } from "./request.js";

/** @param lists in the order of the request */
export function sourceOfFiles(
  request: CompareRequest,
  { table, schools }: SchoolsRead,
  lists: readonly PeersRead[],
): Source {
  const size = schools.ids.length;
  const name = basename(request.table);
  return {
    compared: { schools, lists: lists.map(({ list }) => list), seed: request.seed, p: request.p },
    further: [],
    explain: async () => lists.map(() => null),
    title: `Peers compared: ${name}`,
    request: toldRequest(request),
    notes: notesOn(request),
    inputs: [
      { file: name, sha256: table.sha256 },
      ...request.peers.map(({ path }, at) => ({ file: basename(path), sha256: lists[at]!.sha256 })),
    ],
    counts: {
      table: { rows: table.rows, used: size, leftOut: table.leftOut, rejected: table.rejected.length },
      lists: lists.map((read) => ({ name: read.list.name, ...countsOf(read) })),
    },
    lines: {
      schools:
        `${name}: ${counted(table.rows, "row")}: ${count(size)} used, ${count(table.leftOut)} left out by --where, ` +
        `${count(table.rejected.length)} rejected`,
      lists: lists.map((read, at) => {
        const { rows, used, rejected } = countsOf(read);
        return (
          `${read.list.name} (${basename(request.peers[at]!.path)}): ${counted(rows, "row")}: ${count(used)} used, ` +
          `${count(rejected)} rejected`
        );
      }),
    },
    heldOut: request.heldOut ?? null,
  };
}

/** Every row below the header is used or rejected. */
const countsOf = ({ rows, rejected, list }: PeersRead) => ({
  rows,
  used: rows - rejected.length,
  rejected: rejected.length,
  schoolsWithPeers: list.peers.filter(({ length }) => length > 0).length,
});
