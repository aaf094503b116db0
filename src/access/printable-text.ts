// Text for names and subjects, which lists and the audit show: no hidden characters, line breaks or reversed direction.
import { z } from "zod";

/** Text without Unicode control and format characters; PostgreSQL rejects some of them too. */
export const printableText = (maxLength: number) =>
  z.string().regex(new RegExp(`^\\P{C}{1,${maxLength}}$`, "u"), `must be 1 to ${maxLength} printable characters`);
