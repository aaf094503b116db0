// Checks that the columns a strategy reads with its parameters exist.
import { z } from "zod";
import { KindredError } from "../errors.js";
import { parse } from "../faults.js";
import { attendanceColumns, circumstanceColumns } from "../population/population.js";
import type { ColumnName, ColumnUse, Strategy } from "../strategy/contract.js";

const uses = z.array(
  z.object({
    column: z.string(),
    missing: z.enum(["required", "median", "band", "ignored"]),
    role: z.enum(["category", "outcome"]).optional(),
  }),
);

/** The columns that a strategy declares. @throws KindredError STRATEGY_FAILED if it throws or the list is invalid */
export function columnsOf(strategy: Strategy, parameters: unknown): readonly ColumnUse[] {
  const fail = (fault: string) => {
    throw new KindredError("STRATEGY_FAILED", `strategy ${strategy.name}, columns: ${fault}`);
  };
  let declared: unknown;
  try {
    declared = strategy.columns(parameters);
  } catch (error) {
    fail(`threw: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { fault } = parse(uses, declared);
  return fault ? fail([fault.path, fault.message].filter(Boolean).join(" ")) : (declared as readonly ColumnUse[]);
}

/**
 * Attendance is an outcome, not a circumstance: a strategy may learn from it, but not compare schools by it.
 * @throws KindredError BAD_PARAMETERS naming the column
 */
export function assertPopulationColumns(strategy: Strategy, parameters: unknown): void {
  const read = columnsOf(strategy, parameters);
  const outcomes: readonly ColumnName[] = attendanceColumns;
  const available: readonly ColumnName[] = [...circumstanceColumns, ...outcomes];
  const unknown = read.find(({ column }) => !available.includes(column));
  if (unknown) {
    throw new KindredError(
      "BAD_PARAMETERS",
      `${strategy.name} reads the column ${JSON.stringify(unknown.column)}, which does not exist. Use one of: ${available.join(", ")}.`,
      { path: unknown.column },
    );
  }
  const compared = read.find(({ column, role }) => role !== "outcome" && outcomes.includes(column));
  if (!compared) return;
  throw new KindredError(
    "BAD_PARAMETERS",
    `${strategy.name} cannot compare schools by ${compared.column}: it is an outcome. Use circumstances: ${circumstanceColumns.join(", ")}.`,
    { path: compared.column },
  );
}
