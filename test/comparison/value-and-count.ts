import type { Figure } from "../../src/comparison/figure.js";

/** Of the figures that have these names, value and n; by default over all schools, without attribute and other. */
export function valueAndCount(figures: readonly Figure[], wanted: Partial<Figure>): [value: number | null, n: number] {
  const names = { other: "", attribute: "", block: "all", group: "all", level: "all", ...wanted };
  const found = figures.filter((figure) =>
    Object.entries(names).every(([name, value]) => figure[name as keyof Figure] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} figures are ${JSON.stringify(names)}`);
  return [found[0]!.value, found[0]!.n];
}
