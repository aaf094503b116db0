// The marks of an invented register in one week, by code.
import type { CodeCount } from "../src/submissions/submission.js";
import type { Random } from "./random.js";

export const submittingBlocks = ["PRIMARY", "SECONDARY", "ALL_THROUGH", "SPECIAL", "ALTERNATIVE_PROVISION"] as const;
export type SubmittingBlock = (typeof submittingBlocks)[number];

/** Code -> its share: of all marks, of the sessions attended, or of one class of absence. Assumed, not fitted. */
type Shares = Readonly<Record<string, number>>;

interface UseOfCodes {
  readonly notPossible: Shares;
  /** The rest is `/` and `\`. */
  readonly attended: Shares;
  readonly authorised: Shares;
  readonly unauthorised: Shares;
}

const ofPrimary: UseOfCodes = {
  notPossible: { X: 0.004, D: 0.0004 },
  attended: { L: 0.012, V: 0.004, B: 0.002, P: 0.001 },
  authorised: { I: 0.76, M: 0.13, C: 0.06, R: 0.02, T: 0.01, C2: 0.01, E: 0.01 },
  unauthorised: { O: 0.6, G: 0.3, U: 0.1 },
};
const ofSecondary: UseOfCodes = {
  notPossible: { D: 0.004 },
  attended: { L: 0.03, B: 0.011, V: 0.005, K: 0.004, P: 0.003, W: 0.002 },
  authorised: { I: 0.7, M: 0.13, E: 0.06, C2: 0.05, C: 0.04, R: 0.01, J1: 0.01 },
  unauthorised: { O: 0.73, U: 0.14, G: 0.13 },
};
const ofSpecial: UseOfCodes = {
  notPossible: { D: 0.01, Q: 0.002 },
  attended: { L: 0.01, B: 0.02, K: 0.01, V: 0.006 },
  authorised: { I: 0.6, M: 0.2, C2: 0.14, C: 0.04, E: 0.02 },
  unauthorised: { O: 0.84, G: 0.1, U: 0.06 },
};
const useOfCodes: Readonly<Record<SubmittingBlock, UseOfCodes>> = {
  PRIMARY: ofPrimary,
  SECONDARY: ofSecondary,
  ALL_THROUGH: ofSecondary,
  SPECIAL: ofSpecial,
  ALTERNATIVE_PROVISION: { ...ofSpecial, notPossible: { D: 0.1 } },
};

/** Of marks. */
const blankShare = 0.0005;
const manyBlanksShare = 0.02;

/** How the marks of a week come about. */
export interface WeekOfMarks {
  readonly block: SubmittingBlock;
  /** Of all pupils in both sessions of each day. */
  readonly marks: number;
  /** Shares, 0-1: of sessions, and of absence. */
  readonly absence: number;
  readonly unauthorised: number;
  readonly manyBlanks?: boolean;
  /** A third of what would be `I` has this code instead. */
  readonly insteadOfIllness?: string | undefined;
}

/** Counts of codes, none of them zero; they add up to `marks`. */
export function drawMarks(random: Random, week: WeekOfMarks): CodeCount[] {
  const counts = new Map<string, number>();
  const add = (code: string, sessions: number) => counts.set(code, (counts.get(code) ?? 0) + sessions);
  /** @returns what is left */
  const divide = (total: number, shares: Shares): number => {
    let left = total;
    for (const [code, share] of Object.entries(shares)) {
      const sessions = Math.min(left, Math.floor(total * share + random.uniform()));
      add(code, sessions);
      left -= sessions;
    }
    return left;
  };
  const codes = useOfCodes[week.block];
  const possible = divide(week.marks, { ...codes.notPossible, "-": week.manyBlanks ? manyBlanksShare : blankShare });
  const absent = Math.round(possible * week.absence);
  const unauthorised = Math.round(absent * week.unauthorised);
  add("I", divide(absent - unauthorised, codes.authorised));
  add("O", divide(unauthorised, codes.unauthorised));
  const present = divide(possible - absent, codes.attended);
  add("/", Math.ceil(present / 2));
  add("\\", Math.floor(present / 2));
  if (week.insteadOfIllness) {
    const moved = Math.round(counts.get("I")! / 3);
    add("I", -moved);
    add(week.insteadOfIllness, moved);
  }
  return [...counts].flatMap(([code, sessions]) => (sessions > 0 ? [{ code, sessions }] : []));
}

/** The same marks before the reasons were known: a tenth of the absences, which then proved to be attended, are `N`. */
export function beforeReasons(marks: readonly CodeCount[], absent: number): CodeCount[] {
  const unknown = Math.round(absent / 10);
  const half = { "/": Math.ceil(unknown / 2), "\\": Math.floor(unknown / 2) };
  const rest = marks.map(({ code, sessions }) => ({ code, sessions: sessions - (half[code as "/"] ?? 0) }));
  return [...rest, { code: "N", sessions: unknown }].filter(({ sessions }) => sessions > 0);
}
