// Submissions are counts of sessions. A payload that names a pupil is refused as a whole, whatever else it says.
import { KindredError } from "../errors.js";
import { abbreviate } from "../import/row-reader.js";

/** Names of columns or fields that hold what identifies one pupil, without case, spaces and marks. */
const namesPupil =
  /pupil|student|learner|child|birth|forename|surname|^(first|last|middle|given|family|full|legal|preferred)?names?$|^(initials|dob|upn|uln|email)$/;

/** A school's name names no pupil. @param file its name @throws KindredError WRONG_FILE naming the column */
export function assertAggregates(columns: Iterable<string>, file: string): void {
  const column = [...columns].find((name) => namesPupil.test(name.toLowerCase().replace(/[^a-z]/g, "")));
  if (column === undefined) return;
  throw new KindredError(
    "WRONG_FILE",
    `Aggregates only: a payload that names a pupil is refused. ${file} has the column ${JSON.stringify(abbreviate(column))}. Send counts of sessions, without it.`,
  );
}
