// Date and code -> statistical class, or the reason why the mark cannot be counted.
import { dateHint, parseDate } from "../../import/written.js";
import { firstDate, lastDate, type RegisterCode, registerCodes, type StatisticalClass } from "./table.js";

/** What cannot be counted: which of the two is at fault, and why. */
export interface Refused {
  readonly fault: "date" | "code";
  readonly reason: string;
}

export interface Classified {
  readonly class: StatisticalClass;
  /** Index in `registerCodes`; their number for a blank mark. */
  readonly index: number;
}

const indexOf = new Map(registerCodes.map(({ code }, index) => [code, index]));
const unmarked: Classified = { class: "unmarked", index: registerCodes.length };

/** Null for a date of a session that the table knows: ISO, on the calendar, and neither too early nor too late. */
export function refuseDate(date: string): Refused | null {
  const refused = (reason: string): Refused => ({ fault: "date", reason });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    const hint = dateHint(date);
    return refused(`not a date like 2024-09-03${hint ? `: ${hint}` : ""}`);
  }
  if (parseDate(date) !== date) return refused("not a day of the calendar");
  if (date < firstDate) return refused(`before ${written(firstDate)}, where the table of codes begins`);
  if (date > lastDate) return refused(`after ${written(lastDate)}, where the table of codes ends`);
  return null;
}

/**
 * @param code without spaces around it; empty or `-` for a blank mark
 * @param date ISO
 */
export function classify(code: string, date: string): Classified | Refused {
  return refuseDate(date) ?? classifyCode(code, date);
}

/** As `classify`, of a date that `refuseDate` accepts. */
export function classifyCode(code: string, date: string): Classified | Refused {
  if (code === "" || code === "-") return unmarked;
  const index = indexOf.get(code);
  if (index === undefined) return { fault: "code", reason: `not a register code${hintFor(code)}` };
  const known = registerCodes[index]!;
  if (known.from !== null && date < known.from)
    return { fault: "code", reason: `not a register code before ${written(known.from)}` };
  if (known.to !== null && date > known.to)
    return { fault: "code", reason: `withdrawn after ${written(known.to)}: use ${replacementOf(known, date)}` };
  return { class: known.class, index };
}

function hintFor(code: string): string {
  if (indexOf.has(code.toUpperCase())) return `: codes are in upper case, here ${code.toUpperCase()}`;
  if (/^[/\\]{2,}$/.test(code)) return ": give a line for / and a line for \\, each with its count";
  if (/^[\u2010-\u2015\u2212]$/.test(code)) return ": leave it empty, or write -, if the register has no mark";
  return "";
}

/** `C`; `J1, which is authorised absence` where the replacement has another class. */
function replacementOf(withdrawn: RegisterCode, date: string): string {
  const codes = withdrawn.replacedBy.map((code) => registerCodes[indexOf.get(code)!]!);
  const ended = codes.find(({ to }) => to !== null && date > to);
  if (ended) return replacementOf(ended, date);
  const names = codes.map(({ code }) => code);
  const choice = names.length > 1 ? `one of ${names.join(", ")}` : names.join();
  const changed = codes.find((code) => code.class !== withdrawn.class);
  return changed ? `${choice}, which is ${classNames[changed.class]}` : choice;
}

/** As they read after "is" or "counted as". */
export const classNames: Readonly<Record<StatisticalClass, string>> = {
  attended: "attended",
  activity: "approved educational activity",
  authorised: "authorised absence",
  unauthorised: "unauthorised absence",
  notPossible: "not a possible session",
  unmarked: "no mark",
};

/** `3 September 2024`. @param date ISO */
export const written = (date: string): string => dateFormat.format(new Date(`${date}T00:00:00Z`));

const dateFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
