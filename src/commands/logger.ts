// Logs to standard error, one line of JSON per entry; standard output is for results.
import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "../config.js";

/** Levels are written as the words of KINDRED_LOG (`"level":"info"`): log readers disagree on what numbers mean. */
export function openLogger(level: Config["logLevel"], stream: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, formatters: { level: (label) => ({ level: label }) } }, stream);
}
