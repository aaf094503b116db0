// What a comparison says on the command line: what was read, and the first figures.
import { count, counted, plural } from "../../plural.js";
import type { Figure } from "../figure.js";
import type { Source } from "../source.js";

/** A line for the schools, each list and the two lists least alike, and what is missing. */
export function summaryOf({ compared, lines, notes, heldOut }: Source, figures: readonly Figure[]): string {
  const size = compared.schools.ids.length;
  const overall = figures.filter(({ block, group, value }) => block === "all" && group === "all" && value !== null);
  const rmseOf = (name: string, other: string) =>
    overall.find(
      ({ measure, strategy, ...figure }) => measure === "rmse" && strategy === name && figure.other === other,
    );
  const listLine = (line: string, at: number) => {
    const { name, peers } = compared.lists[at]!;
    const withPeers = peers.filter(({ length }) => length > 0).length;
    const rmse = rmseOf(name, "");
    const random = rmseOf(name, "random");
    const predicts = rmse ? `; predicts ${heldOut} with an RMSE of ${written(rmse)}, ` : "";
    const beside = rmse ? `random peers ${random ? written(random) : "none"}` : "";
    return `${line}; ${count(withPeers)} of ${count(size)} ${plural(size, "has", "have")} peers${predicts}${beside}`;
  };
  const agreements = overall.filter(({ measure }) => measure === "jaccard");
  const least = agreements.reduce<Figure | null>(
    (least, figure) => (least && least.value! <= figure.value! ? least : figure),
    null,
  );
  return [
    lines.schools,
    ...lines.lists.map(listLine),
    least
      ? `least alike: ${least.strategy} and ${least.other}, Jaccard ${written(least)} over ${counted(least.n, "school")}`
      : "no two lists have peers for the same school",
    ...notes,
  ].join("\n");
}

/** `0.483 (0.479 to 0.488)` */
function written({ value, low, high }: Figure): string {
  const interval = low !== null && high !== null ? ` (${low.toFixed(3)} to ${high.toFixed(3)})` : "";
  return `${value!.toFixed(3)}${interval}`;
}
