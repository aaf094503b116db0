// The schools of a comparison, from a table.
import { basename } from "node:path";
import { refuse } from "../../errors.js";
import { count } from "../../plural.js";
import { readTable, type Table } from "../../table/table.js";
import type { Schools } from "../lists.js";
import type { CompareRequest } from "./request.js";

export interface SchoolsRead {
  readonly schools: Schools;
  readonly table: Table;
}

/** @throws KindredError as `readTable`; BAD_ARGUMENT if a block is called `all`, or there are too many parts */
export async function readSchools(request: CompareRequest, signal?: AbortSignal): Promise<SchoolsRead> {
  const { attributes, outcome, heldOut, groups } = request;
  const numbers = [...attributes, outcome, heldOut].filter((column) => column !== undefined);
  const table = await readTable(
    {
      path: request.table,
      id: request.id,
      block: request.block,
      where: request.where,
      columns: numbers.map((column) => ({ column, missing: "ignored" })),
      texts: groups,
      neededBy: "the comparison",
    },
    signal,
  );
  const { frame, ids, texts } = table;
  assertParts(basename(request.table), { [request.block ?? "block"]: frame.block, ...texts });
  if (frame.block.includes("all")) {
    const name = basename(request.table);
    refuse(`${name} has a block called all, which means every school. Rename it.`);
  }
  const numbersOf = (column: string | undefined) => (column === undefined ? null : frame.columns[column]!);
  const schools = {
    ids,
    keys: frame.urn,
    block: frame.block,
    attributes: Object.fromEntries(attributes.map((column) => [column, frame.columns[column]!])),
    outcome: numbersOf(outcome),
    heldOut: numbersOf(heldOut),
    groups: texts,
    easting: frame.easting,
    northing: frame.northing,
  };
  return { schools, table };
}

/** Blocks and levels of groups. More would take gigabytes, and each would hold few schools. */
const mostParts = 400;

function assertParts(file: string, columns: Readonly<Record<string, readonly (string | null)[]>>): void {
  const counts = Object.entries(columns).map(([column, values]) => ({ column, levels: new Set(values).size }));
  const total = counts.reduce((sum, { levels }) => sum + levels, 0);
  if (total <= mostParts) return;
  const found = counts.map(({ column, levels }) => `${column} has ${count(levels)}`).join(", ");
  refuse(`${file} has too many blocks and levels to tell apart, ${mostParts} at most: ${found}. Choose other columns.`);
}
