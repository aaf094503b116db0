// What a process logs: a line of JSON each on standard error, so that standard output stays for results.
import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "../config.js";

/** Levels are the words of KINDRED_LOG, `"level":"info"`: numbers mean something else to other log readers. */
export function openLogger(level: Config["logLevel"], stream: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, formatters: { level: (label) => ({ level: label }) } }, stream);
}
