// The columns that a strategy reads with the parameters it was given: whether there are such columns.
import { z } from "zod";
import { KindredError } from "../errors.js";
import { attendanceColumns, circumstanceColumns } from "../population/population.js";
import type { ColumnName, ColumnUse, Strategy } from "../strategy/contract.js";

const uses = z.array(
  z.object({
    column: z.string(),
    missing: z.enum(["required", "median", "band", "ignored"]),
    role: z.enum(["category", "outcome"]).optional(),
  }),
);

/** What it says that it reads. @throws KindredError STRATEGY_FAILED where it says nothing that is to be understood */
export function columnsOf(strategy: Strategy, parameters: unknown): readonly ColumnUse[] {
  const fail = (fault: string) => {
    throw new KindredError("STRATEGY_FAILED", `strategy ${strategy.name}, columns: ${fault}`);
  };
  let told: unknown;
  try {
    told = strategy.columns(parameters);
  } catch (error) {
    fail(`threw: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = uses.safeParse(told);
  return parsed.success ? (told as readonly ColumnUse[]) : fail(z.prettifyError(parsed.error));
}

/**
 * What schools achieve is no circumstance of theirs: they may be learnt from it, not compared by it.
 * @throws KindredError BAD_PARAMETERS naming the column
 */
export function assertPopulationColumns(strategy: Strategy, parameters: unknown): void {
  const read = columnsOf(strategy, parameters);
  const outcomes: readonly ColumnName[] = attendanceColumns;
  const known: readonly ColumnName[] = [...circumstanceColumns, ...outcomes];
  const unknown = read.find(({ column }) => !known.includes(column));
  if (unknown) {
    throw new KindredError(
      "BAD_PARAMETERS",
      `${strategy.name} reads the column ${JSON.stringify(unknown.column)}, and there is none. There are: ${known.join(", ")}.`,
      { path: unknown.column },
    );
  }
  const compared = read.find(({ column, role }) => role !== "outcome" && outcomes.includes(column));
  if (!compared) return;
  throw new KindredError(
    "BAD_PARAMETERS",
    `${strategy.name} cannot compare schools by ${compared.column}: it is what they achieve. Name circumstances: ${circumstanceColumns.join(", ")}.`,
    { path: compared.column },
  );
}
