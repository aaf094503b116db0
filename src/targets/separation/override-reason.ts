// The reason to mark a run although it is too alike to one with the other mark.
import { refuse } from "../../errors.js";

/**
 * Trims the reason; null: none is given.
 * @param name of the argument, for messages
 * @throws KindredError BAD_ARGUMENT
 */
export function readReason(given: string | null | undefined, name = "overrideReason"): string | null {
  if (given == null) return null;
  const reason = given.trim();
  if (reason !== "" && reason.length <= 500) return reason;
  refuse(`${name}: must have 1 to 500 characters, or be left out`);
}
