// What a comparison says on the command line: what was read, and the first figures.
import { basename } from "node:path";
import type { Figure } from "../figure.js";
import { countsOf } from "./manifest.js";
import type { PeersRead } from "./read-peers.js";
import type { SchoolsRead } from "./read-schools.js";
import { type CompareRequest, notesOn } from "./request.js";

/** A line for the table, each list and the two lists least alike, and what is missing. */
export function summaryOf(
  request: CompareRequest,
  { table, schools }: SchoolsRead,
  lists: readonly PeersRead[],
  figures: readonly Figure[],
): string {
  const size = schools.ids.length;
  const overall = figures.filter(({ block, group, value }) => block === "all" && group === "all" && value !== null);
  const rmseOf = (name: string, other: string) =>
    overall.find(
      ({ measure, strategy, ...figure }) => measure === "rmse" && strategy === name && figure.other === other,
    );
  const listLine = (read: PeersRead, at: number) => {
    const { name } = read.list;
    const { rows, used, rejected, schoolsWithPeers } = countsOf(read);
    const rmse = rmseOf(name, "");
    const random = rmseOf(name, "random");
    const predicts = rmse ? `; predicts ${request.heldOut} with an RMSE of ${written(rmse)}, ` : "";
    const beside = rmse ? `random peers ${random ? written(random) : "none"}` : "";
    return (
      `${name} (${basename(request.peers[at]!.path)}): ${count(rows)} rows: ${count(used)} used, ` +
      `${count(rejected)} rejected; ${count(schoolsWithPeers)} of ${count(size)} have peers${predicts}${beside}`
    );
  };
  const agreements = overall.filter(({ measure }) => measure === "jaccard");
  const least = agreements.reduce<Figure | null>(
    (least, figure) => (least && least.value! <= figure.value! ? least : figure),
    null,
  );
  return [
    `${basename(request.table)}: ${count(table.rows)} rows: ${count(size)} used, ${count(table.leftOut)} left out, ` +
      `${count(table.rejected.length)} rejected`,
    ...lists.map(listLine),
    least
      ? `least alike: ${least.strategy} and ${least.other}, Jaccard ${written(least)} over ${count(least.n)} schools`
      : "no two lists have peers for the same school",
    ...notesOn(request),
  ].join("\n");
}

const count = (value: number) => value.toLocaleString("en-GB");

/** `0.483 (0.479 to 0.488)` */
function written({ value, low, high }: Figure): string {
  const interval = low !== null && high !== null ? ` (${low.toFixed(3)} to ${high.toFixed(3)})` : "";
  return `${value!.toFixed(3)}${interval}`;
}
