// Numbers and names as people read them.
import { plural } from "../../plural.js";
import type { Figure } from "../figure.js";

type Value = number | null | undefined;

const none = "–";

const isKnown = (value: Value): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** With a real minus sign; `–` if it is not known. */
export function decimal(value: Value, places = 3): string {
  if (!isKnown(value)) return none;
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** @param value from 0 to 1 */
export const percent = (value: Value, places = 1): string =>
  isKnown(value) ? `${decimal(100 * value, places)}%` : none;

/** `1 school`, `20 schools`; `– schools` if the number is not known */
export const counted = (value: Value, one: string, several?: string): string =>
  `${count(value)} ${plural(value ?? 0, one, several)}`;

export const count = (value: Value): string => (isKnown(value) ? value.toLocaleString("en-GB") : none);

/** `0.27 (0.26 to 0.28)`: the value and its interval, which no line breaks, or the value alone. */
export function withInterval(
  figure: Pick<Figure, "value" | "low" | "high"> | undefined,
  format: (value: Value) => string = (value) => decimal(value),
): string {
  if (!isKnown(figure?.low) || !isKnown(figure.high)) return format(figure?.value);
  return `${format(figure.value)} (${format(figure.low)}\u00a0to\u00a0${format(figure.high)})`;
}

/** For names in sentences. */
export const quoted = (name: string): string => `“${name}”`;

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Keeps the start and the end of a long name, as names of one kind often differ at the end only. */
export function shorten(name: string, length: number): string {
  const characters = [...name];
  if (characters.length <= length) return name;
  const end = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - end).join("")}…${characters.slice(-end).join("")}`;
}
