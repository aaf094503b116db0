// The result of matching a table, as CSV.
import type { FrameMatching } from "../matching/result.js";
import { count, counted, plural } from "../plural.js";
import { csvLine } from "./csv-line.js";
import type { Table } from "./table.js";

/**
 * `id,rank,peer,distance`, in order of id and rank; yields one chunk per row of the table.
 * @param explain adds `share_…`, 0 to 1, for each attribute; empty at distance 0 and if the block has no such share
 */
export function* peersAsCsv({ frame, ids }: Table, matching: FrameMatching, explain: boolean): Generator<string> {
  const names = explain ? [...new Set(Object.values(matching.attributes).flat())] : [];
  const idOf = new Map(Array.from(frame.urn, (urn, row) => [urn, ids[row]!]));
  yield csvLine(["id", "rank", "peer", "distance", ...names.map((name) => `share_${name}`)]);
  for (const [row, school] of matching.schools.entries()) {
    if (!("peers" in school)) continue;
    const attributes = matching.attributes[frame.block[row]!] ?? [];
    const shareIndexes = names.map((name) => attributes.indexOf(name));
    const lines = school.peers.map((peer, at) =>
      csvLine([
        ids[row]!,
        at + 1,
        idOf.get(peer)!,
        school.distances[at]!,
        ...shareIndexes.map((index) => school.shares[at]?.[index] ?? ""),
      ]),
    );
    yield lines.join("");
  }
}

/** `id,reason,missing`, in order of id; missing columns are separated by spaces. */
export function* unmatchedAsCsv({ ids }: Table, { schools }: FrameMatching): Generator<string> {
  yield csvLine(["id", "reason", "missing"]);
  for (const [row, school] of schools.entries()) {
    if ("unmatched" in school) yield csvLine([ids[row]!, school.unmatched, school.missing.join(" ")]);
  }
}

/** How many rows were read and matched, and why the others were not. */
export function summaryOf({ rows, leftOut, rejected }: Table, { schools }: FrameMatching): string {
  const unmatched = new Map<string, number>();
  for (const school of schools) {
    if ("unmatched" in school) unmatched.set(school.unmatched, (unmatched.get(school.unmatched) ?? 0) + 1);
  }
  const matched = schools.filter((school) => "peers" in school).length;
  const reasons = [...unmatched].map(([reason, rows]) => `, ${count(rows)} ${reason}`).join("");
  return [
    `${counted(rows, "row")}: ${count(schools.length)} used, ${count(leftOut)} left out by --where, ${count(rejected.length)} rejected`,
    `${count(matched)} of ${count(schools.length)} ${plural(schools.length, "has", "have")} peers${reasons}`,
  ].join("\n");
}
