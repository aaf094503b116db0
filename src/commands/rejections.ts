// Prints the rejected rows of a file that a command read without a database.
import type { Rejection } from "../import/report.js";
import { counted, plural } from "../plural.js";
import { print } from "./output.js";

/** Rejected rows of a file to print; the summary counts all of them. */
const maxPrinted = 100;

export function printRejections(path: string, rejected: readonly Rejection[]): void {
  for (const { line, column, value, reason } of rejected.slice(0, maxPrinted))
    print(`${path}, line ${line}, ${column} ${JSON.stringify(value)}: ${reason}; the row is rejected`);
  const more = rejected.length - maxPrinted;
  if (more > 0) print(`${path}: ${counted(more, "more row")} ${plural(more, "is", "are")} rejected`);
}
