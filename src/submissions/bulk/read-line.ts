// A line of a file of submissions: a submission, or why it is none.
import { KindredError } from "../../errors.js";
import { parseSubmission } from "../parse.js";
import type { Submission } from "../submission.js";
import type { BulkRejection } from "./bulk.js";
import { bulkLimits } from "./limits.js";
import type { Line } from "./lines.js";

export type ReadLine =
  | { readonly line: number; readonly submission: Submission }
  | { readonly rejection: BulkRejection };

/** What a line says that is not a submission in form is not kept, nor repeated in the message. */
export function readLine({ number: line, bytes }: Line): ReadLine {
  const rejected = (rule: BulkRejection["rule"], message: string) => ({ rejection: { line, rule, message, text: "" } });
  if (bytes === null)
    return rejected(
      "LINE_TOO_LONG",
      `The line has more than ${bulkLimits.line} bytes. Send one submission in each line.`,
    );
  const text = decoded(bytes);
  if (text === null) return rejected("NOT_UTF8", "The line is not UTF-8. Write the file in UTF-8.");
  try {
    return { line, submission: parseSubmission(JSON.parse(text)) };
  } catch (fault) {
    if (fault instanceof SyntaxError)
      return rejected("NOT_JSON", "The line is not JSON. Send one JSON object in each line, not a list.");
    if (!(fault instanceof KindredError)) throw fault;
    return rejected(fault.code === "WRONG_FILE" ? "NAMES_PUPIL" : "FORM", fault.message);
  }
}

/** Removes a byte order mark. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

function decoded(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
