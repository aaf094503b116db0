// What matching a table gives, as CSV.
import type { FrameMatching } from "../matching/result.js";
import type { Table } from "./table.js";

/**
 * `id,rank,peer,distance`, in order of id and rank; a chunk a row of the table.
 * @param explain adds `share_…`, 0 to 1, of each attribute; empty at distance 0 and where the block has no such share
 */
export function* peersAsCsv({ frame, ids }: Table, matching: FrameMatching, explain: boolean): Generator<string> {
  const names = explain ? [...new Set(Object.values(matching.attributes).flat())] : [];
  const idOf = new Map(Array.from(frame.urn, (urn, row) => [urn, ids[row]!]));
  yield lineOf(["id", "rank", "peer", "distance", ...names.map((name) => `share_${name}`)]);
  for (const [row, school] of matching.schools.entries()) {
    if (!("peers" in school)) continue;
    const attributes = matching.attributes[frame.block[row]!] ?? [];
    const places = names.map((name) => attributes.indexOf(name));
    const lines = school.peers.map((peer, at) =>
      lineOf([
        ids[row]!,
        at + 1,
        idOf.get(peer)!,
        school.distances[at]!,
        ...places.map((place) => school.shares[at]?.[place] ?? ""),
      ]),
    );
    yield lines.join("");
  }
}

/** `id,reason,missing`, in order of id; what is missing is parted by blanks. */
export function* unmatchedAsCsv({ ids }: Table, { schools }: FrameMatching): Generator<string> {
  yield lineOf(["id", "reason", "missing"]);
  for (const [row, school] of schools.entries()) {
    if ("unmatched" in school) yield lineOf([ids[row]!, school.unmatched, school.missing.join(" ")]);
  }
}

/** `9 of 12 rows matched`, and why the others are not. */
export function summaryOf({ rows, leftOut, rejected }: Table, { schools }: FrameMatching): string {
  const count = (of: number) => of.toLocaleString("en-GB");
  const unmatched = new Map<string, number>();
  for (const school of schools) {
    if ("unmatched" in school) unmatched.set(school.unmatched, (unmatched.get(school.unmatched) ?? 0) + 1);
  }
  const without = [...unmatched.values()].reduce((sum, of) => sum + of, 0);
  const reasons = [...unmatched].map(([reason, of]) => `, ${count(of)} ${reason}`).join("");
  return [
    `${count(rows)} rows: ${count(schools.length)} read, ${count(leftOut)} left out, ${count(rejected.length)} rejected`,
    `${count(schools.length - without)} of ${count(schools.length)} have peers${reasons}`,
  ].join("\n");
}

const lineOf = (cells: readonly (string | number)[]) => `${cells.map(cellOf).join(",")}\n`;

function cellOf(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
