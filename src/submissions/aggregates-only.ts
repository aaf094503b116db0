// Submissions are counts of sessions. A payload that names a pupil is refused as a whole, whatever else it says.
import { KindredError } from "../errors.js";
import { abbreviate } from "../import/row-reader.js";

/** Names of columns or fields that hold what identifies one pupil, without case, spaces and marks. */
const namesPupil =
  /pupil|student|learner|child|birth|forename|surname|^(first|last|middle|given|family|full|legal|preferred)?names?$|^(initials|dob|upn|uln|email)$/;

/**
 * A school's name names no pupil.
 * @param names of its columns or fields, whichever `what` says
 * @param payload what holds them, as messages name it
 * @throws KindredError WRONG_FILE naming the column or field
 */
export function assertAggregates(names: Iterable<string>, payload: string, what: "column" | "field" = "column"): void {
  const found = [...names].find((name) => namesPupil.test(name.toLowerCase().replace(/[^a-z]/g, "")));
  if (found === undefined) return;
  throw new KindredError(
    "WRONG_FILE",
    `Aggregates only: a payload that names a pupil is refused. ${payload} has the ${what} ${JSON.stringify(abbreviate(found))}. Send counts of sessions, without it.`,
  );
}
