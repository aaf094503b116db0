// The groups of schools that a comparison of runs tells apart.
import type { Block, Population } from "../../population/population.js";
import { quantileOfSorted } from "../distribution.js";
import type { Schools } from "../lists.js";
import { rowsOfEach } from "../parts.js";

const fifths = ["1 least deprived", "2", "3", "4", "5 most deprived"];
const thirds = ["1 smallest", "2", "3 largest"];

type DeprivationColumn = "idaci" | "fsm";

export const groupNames = ["region", "urban_rural", "deprivation", "size"] as const;

export function groupsOf(population: Population): Pick<Schools["groups"], (typeof groupNames)[number]> {
  const { region, columns } = population;
  const deprivation = deprivationColumns(population);
  return {
    region,
    urban_rural: Array.from(columns.urban, (urban) => (Number.isNaN(urban) ? null : urban === 1 ? "urban" : "rural")),
    deprivation: levelsInBlock(population, (block) => columns[deprivation[block]!], fifths),
    size: levelsInBlock(population, () => columns.roll, thirds),
  };
}

/** Block -> what its fifths of deprivation are by: `fsm` where no reference school of the block has `idaci`. */
export function deprivationColumns({
  block,
  reference,
  columns,
}: Population): Partial<Record<Block, DeprivationColumn>> {
  const hasIdaci = (row: number) => reference[row] === 1 && !Number.isNaN(columns.idaci[row]);
  return Object.fromEntries(
    [...rowsOfEach(block)].map(([name, rows]) => [name, rows.some(hasIdaci) ? "idaci" : "fsm"] as const),
  );
}

/**
 * Levels of about equally many reference schools of the block, with edges of type 7 (Hyndman and Fan 1996). A value on
 * an edge is in the lower level; a school without a value is in none.
 * @param levels from the lowest values to the highest
 */
function levelsInBlock(
  { block, reference }: Population,
  columnOf: (block: Block) => Float64Array,
  levels: readonly string[],
): (string | null)[] {
  const found = new Array<string | null>(block.length).fill(null);
  for (const [name, rows] of rowsOfEach(block)) {
    const column = columnOf(name);
    const isKnown = (row: number) => !Number.isNaN(column[row]);
    const ofReference = rows.filter((row) => reference[row] === 1 && isKnown(row));
    if (ofReference.length === 0) continue;
    const sorted = Float64Array.from(ofReference, (row) => column[row]!).sort();
    const edges = levels.slice(1).map((_, at) => quantileOfSorted(sorted, (at + 1) / levels.length));
    for (const row of rows.filter(isKnown)) found[row] = levels[edges.filter((edge) => edge < column[row]!).length]!;
  }
  return found;
}
