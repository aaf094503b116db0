// Names and subjects, which stand in lists and in the audit: nothing in them hides, turns the line or breaks it.
import { z } from "zod";

/** Text without control and format characters, some of which no database takes either. */
export const legible = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^\\P{C}{1,${longest}}$`, "u"), `1 to ${longest} characters, none of them a control character`);
