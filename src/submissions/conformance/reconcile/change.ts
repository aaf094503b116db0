// A change of class: codes that a system counts as something else than the table says, for all dates or some.
import { classNames, written } from "../../codes/classify.js";
import { type CodeClass, codeClasses, registerCodes, type StatisticalClass, tableVersion } from "../../codes/table.js";
import { dateOf } from "../marks.js";

/** What one mark adds to possible, attended, authorised and unauthorised. */
export type Share = readonly [possible: number, attended: number, authorised: number, unauthorised: number];

const shareOfClass: Readonly<Record<StatisticalClass, Share>> = {
  attended: [1, 1, 0, 0],
  activity: [1, 1, 0, 0],
  authorised: [1, 0, 1, 0],
  unauthorised: [1, 0, 0, 1],
  notPossible: [0, 0, 0, 0],
  unmarked: [0, 0, 0, 0],
};

/** By index of code, the blank mark last. */
const ownShares: readonly Share[] = [...registerCodes.map((code) => shareOfClass[code.class]), shareOfClass.unmarked];

/** How a system may count a mark: the classes first, then what no class is. */
export const countings: readonly { readonly text: string; readonly share: Share }[] = [
  { text: "counted as attended", share: [1, 1, 0, 0] },
  { text: "counted as authorised absence", share: [1, 0, 1, 0] },
  { text: "counted as unauthorised absence", share: [1, 0, 0, 1] },
  { text: "not counted as possible", share: [0, 0, 0, 0] },
  { text: "counted as possible, but neither as attended nor as absent", share: [1, 0, 0, 0] },
  { text: "counted as attended, but not as possible", share: [0, 1, 0, 0] },
  { text: "counted as authorised absence, but not as possible", share: [0, 0, 1, 0] },
  { text: "counted as unauthorised absence, but not as possible", share: [0, 0, 0, 1] },
];

/** Codes that a system may well treat alike: one code, or a family. */
export interface Unit {
  readonly name: string;
  /** Indexes. */
  readonly codes: readonly number[];
}

export interface Change {
  readonly unit: Unit;
  readonly counting: (typeof countings)[number];
  /** The first and last day on which it counts; null: from the start, to the end. */
  readonly from: number | null;
  readonly to: number | null;
}

/** What a change adds for one mark of the code. */
export function shareOf({ counting }: Pick<Change, "counting">, code: number): Share {
  const own = ownShares[code]!;
  return counting.share.map((part, at) => part - own[at]!) as unknown as Share;
}

const quoted = (codes: readonly number[]) =>
  codes.map((code) => (registerCodes[code] ? `\`${registerCodes[code].code}\`` : "blank marks")).join(" ");

const families: readonly { readonly name: string; readonly has: (code: string, codeClass: CodeClass) => boolean }[] = [
  ...codeClasses.map((name) => ({
    name: `every code that is ${classNames[name]}`,
    has: (_: string, codeClass: CodeClass) => codeClass === name,
  })),
  {
    name: "every code that attends, but / and \\",
    has: (code, codeClass) => /^(attended|activity)$/.test(codeClass) && !/^[/\\]$/.test(code),
  },
  {
    name: `every code that began on ${written(tableVersion)}`,
    has: (code) => registerCodes.some((known) => known.code === code && known.from === tableVersion),
  },
  { name: "Y1 to Y7", has: (code) => /^Y\d$/.test(code) },
  { name: "C1 and C2", has: (code) => /^C\d$/.test(code) },
];

/** The units with codes that are present: each code, and families of at least two, no two of the same codes. */
export function unitsOf(present: ReadonlySet<number>): Unit[] {
  const codes = [...present].sort((a, b) => a - b);
  const units = new Map(codes.map((code) => [`${code}`, { name: quoted([code]), codes: [code] }]));
  for (const { name, has } of families) {
    const members = codes.filter((code) => {
      const known = registerCodes[code];
      return known && has(known.code, known.class);
    });
    const key = members.join();
    if (members.length > 1 && !units.has(key)) units.set(key, { name: `${name} (${quoted(members)})`, codes: members });
  }
  return [...units.values()];
}

/** `` `D` counted as authorised absence from 3 September 2024 `` */
export function changeInWords({ unit, counting, from, to }: Change): string {
  const start = from === null ? "" : ` from ${written(dateOf(from))}`;
  const end = to === null ? "" : ` ${from === null ? "up to" : "to"} ${written(dateOf(to))}`;
  return `${unit.name} ${counting.text}${start}${end}`;
}
