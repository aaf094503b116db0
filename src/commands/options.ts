// Parses and checks the arguments of the command line. Each error is one line that says what to give.
import { InvalidArgumentError } from "commander";
import { isUuid } from "../database/uuid.js";
import { isUsableYear } from "../population/year.js";
import type { IdOrYear } from "../runs/export/every-school.js";
import type { TableRequest } from "../table/table.js";
import { readReason } from "../targets/separation/override-reason.js";

/** A base year, such as `2022/23`. */
export function baseYear(text: string): string {
  const year = academicYear(text);
  if (isUsableYear(year)) return year;
  throw new InvalidArgumentError(
    `Attendance of ${year} is never used: schools were closed to most pupils in parts of that year.`,
  );
}

/** `2022/23` */
export function academicYear(text: string): string {
  const [, start, end] = /^(\d{4})\/(\d{2})$/.exec(text) ?? [];
  if (start && (Number(start) + 1) % 100 === Number(end)) return text;
  throw new InvalidArgumentError("Write an academic year as 2022/23.");
}

export function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new InvalidArgumentError("Give a JSON object, for example '{\"k\": 20}'.");
}

/** `open=1`, added to the conditions before it. */
export function columnIs(text: string, before: TableRequest["where"] = []): TableRequest["where"] {
  const [, column, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (column === undefined || value === undefined)
    throw new InvalidArgumentError("Give a column and a value, for example open=1.");
  return [...before, { column: column.trim(), value: value.trim() }];
}

/** `fsm,sen`, added to the columns before them. */
export function columnList(text: string, before: readonly string[]): readonly string[] {
  const columns = text.split(",").map((column) => column.trim());
  if (columns.every((column) => column !== "")) return [...before, ...columns];
  throw new InvalidArgumentError("Give columns separated by commas, for example fsm,sen.");
}

/** `run=2`, added to the kinds before it. */
export function kindAndNumber(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, kind, number] = /^([a-z]+)=(\d{1,3})$/.exec(text) ?? [];
  if (kind && number) return { ...before, [kind]: Number(number) };
  throw new InvalidArgumentError("Give a kind of job and a whole number, for example run=2.");
}

export function wholeNumber(lowest: number, highest: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Give a whole number from ${lowest} to ${highest}.`);
  };
}

/** `0.9` or `.9` */
export function decimal(text: string): number {
  if (/^(\d+|\d*\.\d+)$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number, for example 0.9.");
}

/** Parses an id, which is then in lower case. */
function idOf(noun: string, list: string) {
  return (text: string): string => {
    const id = text.toLowerCase();
    if (isUuid(id)) return id;
    throw new InvalidArgumentError(`Give the id of ${noun}, as listed by ${list}.`);
  };
}

export const runId = idOf("a run", "kindred runs");
export const targetSetId = idOf("a target set", "kindred targets list");
export const jobId = idOf("a job", "kindred jobs");
export const clientId = idOf("a client", "kindred client list");
export const keyId = idOf("a key", "kindred client keys");

/** The id of a run, added to the ids before it. */
export const runIds = (text: string, before: readonly string[]): readonly string[] => [...before, runId(text)];

/** The id of a target set or a plan of partnerships, or an academic year. */
export function idOrYear(text: string): IdOrYear {
  if (text.includes("/")) return { year: academicYear(text) };
  const id = text.toLowerCase();
  if (isUuid(id)) return { id };
  throw new InvalidArgumentError("Give an id, or an academic year as 2022/23.");
}

export const urnOption = wholeNumber(100000, 999999);
export const portOption = wholeNumber(0, 65535);
/** Seconds. */
export const graceOption = wholeNumber(0, 3600);

/** `2026-04-01` */
export function isoDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text); // 31 February is read as March
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && exists) return text;
  throw new InvalidArgumentError("Write a date as 2026-04-01.");
}

/** An option of every command that marks a run. */
export const overrideReasonOption = [
  "--override-reason <text>",
  "go ahead even if a published run and one that feeds targets are too alike; the reason is recorded in the acts",
  (text: string) => readReason(text, "--override-reason") ?? undefined,
] as const;
