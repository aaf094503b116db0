// Whether a file is a whole one: publishers offer parts of theirs under the same header.
import { KindredError } from "../errors.js";
import type { FileRows } from "./report.js";
import type { Change } from "./supersession.js";

/** Fewer than so many are corrections, whatever their share. */
const fewest = 5;
/** Above this share of the rows concerned it is not a matter of corrections any more. */
const most = 0.1;

const isMany = (ended: number, files: readonly FileRows[]): boolean =>
  ended >= fewest && ended > most * files.reduce((sum, { rows }) => sum + rows, 0);

/** @throws KindredError WRONG_FILE where it would end many rows that stand, or a later file would end many of its rows */
export function assertWhole(name: string, { superseded, overtaking, ended, lackedByLater }: Change): void {
  if (isMany(ended, superseded)) {
    throw new KindredError(
      "WRONG_FILE",
      `${name} would end ${count(ended)} of the ${count(total(superseded))} rows that it stands before: it lacks their links or figures, as a part of a file does. Nothing of it is stored. Give --replace if they have really ended.`,
    );
  }
  if (isMany(lackedByLater, overtaking)) {
    const { file, released } = overtaking.at(-1)!;
    throw new KindredError(
      "WRONG_FILE",
      `${name} has ${count(lackedByLater)} links or figures that ${file}, released ${released}, lacks, and that one stands before it: it looks like a part. Nothing of ${name} is stored. Give it a later --released date so that it stands, or --replace if they have really ended.`,
    );
  }
}

const total = (files: readonly FileRows[]) => files.reduce((sum, { rows }) => sum + rows, 0);
const count = (rows: number) => rows.toLocaleString("en-GB");
