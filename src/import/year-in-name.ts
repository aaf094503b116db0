// The academic year in the publisher's name of a file or folder.
import { academicYear } from "./row-reader.js";

/** `2018/19` from `2018-2019`, `2022-2023_england_abs.csv` or `CFR_2023-24_….csv`; null without one. */
export function yearInName(name: string): string | null {
  const [, start, end] = /(?<!\d)(\d{4})-(\d{4}|\d{2})(?!\d)/.exec(name) ?? [];
  return start && end ? academicYear(`${start}/${end.slice(-2)}`) : null;
}
