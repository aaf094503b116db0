// Refuses partial files: publishers also offer parts of a file under the same header.
import { KindredError } from "../errors.js";
import type { FileRows } from "./report.js";
import type { Change } from "./supersession.js";

/** Fewer ended rows than this count as corrections, whatever their share. */
const minEnded = 5;
/** A larger share of the affected rows is not a correction. */
const maxEndedShare = 0.1;

const isTooMany = (ended: number, files: readonly FileRows[]): boolean =>
  ended >= minEnded && ended > maxEndedShare * total(files);

/** @throws KindredError WRONG_FILE where the file would end many current rows, or a later file many of its rows */
export function assertWhole(name: string, { superseded, supersededBy, ended, lackedByLater }: Change): void {
  if (isTooMany(ended, superseded)) {
    throw new KindredError(
      "WRONG_FILE",
      `${name} would end ${count(ended)} of the ${count(total(superseded))} rows that it supersedes: their links or figures are missing from it, so it may be only part of a file. Nothing from it is stored. If they have really ended, use --replace.`,
    );
  }
  if (isTooMany(lackedByLater, supersededBy)) {
    const { file, released } = supersededBy.at(-1)!;
    throw new KindredError(
      "WRONG_FILE",
      `${name} has ${count(lackedByLater)} links or figures that are missing from the later ${file}, released ${released}, which supersedes it and may be only part of a file. Nothing from ${name} is stored. Give it a later --released date so that it supersedes ${file}, or use --replace if they have really ended.`,
    );
  }
}

const total = (files: readonly FileRows[]) => files.reduce((sum, { rows }) => sum + rows, 0);
const count = (rows: number) => rows.toLocaleString("en-GB");
