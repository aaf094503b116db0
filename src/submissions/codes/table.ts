// The register codes of England with their statistical class, by date of session. docs/register-codes.md says what the
// table rests on. A change of the table needs a new `tableVersion`, or, where it corrects a mistake, a new `kitVersion`.

/** The date from which the newest codes of the table count. */
export const tableVersion = "2024-08-19";

/** Of the table, the arithmetic and the checks together: a vendor writes down which of them its figures passed. */
export const kitVersion = `register codes ${tableVersion}, kit 1`;

/** The table has no earlier sessions: until 31 August 2010, `D`, `Y` and `#` were used otherwise. */
export const firstDate = "2010-09-01";

/** No school has kept a register after this date: one that is later, such as 9999-12-31, stands for no date. */
export const lastDate = "2099-12-31";

/** The class of a code. `activity` is approved educational activity elsewhere, which is attendance. */
export const codeClasses = ["attended", "activity", "authorised", "unauthorised", "notPossible"] as const;
export type CodeClass = (typeof codeClasses)[number];

/** `unmarked`: the register has no mark. It is not possible either, but is counted apart. */
export type StatisticalClass = CodeClass | "unmarked";

export interface RegisterCode {
  readonly code: string;
  readonly means: string;
  readonly class: CodeClass;
  /** The first date of session; null: from `firstDate`. */
  readonly from: string | null;
  /** The last date of session; null: it is still used. */
  readonly to: string | null;
  /** The codes that are used in its place, unless they are withdrawn too. */
  readonly replacedBy: readonly string[];
}

const always = { from: null, to: null, replacedBy: [] };
const new2024 = { ...always, from: tableVersion };
const old2024 = { from: null, to: "2024-08-18" };

type Row = readonly [code: string, means: string, dates?: Pick<RegisterCode, "from" | "to" | "replacedBy">];

const rows: Readonly<Record<CodeClass, readonly Row[]>> = {
  attended: [
    ["/", "present in the morning"],
    ["\\", "present in the afternoon"],
    ["L", "late, before the register closed"],
  ],
  activity: [
    ["K", "education arranged by the local authority", new2024],
    ["V", "educational visit or trip"],
    ["P", "sporting activity"],
    ["W", "work experience"],
    ["B", "another approved educational activity"],
    ["J", "interview", { ...old2024, replacedBy: ["J1"] }],
  ],
  authorised: [
    ["C", "leave in exceptional circumstances"],
    ["C1", "regulated performance, or employment abroad", new2024],
    ["C2", "part-time timetable", new2024],
    ["M", "medical or dental appointment"],
    ["J1", "interview", new2024],
    ["S", "study leave"],
    ["R", "religious observance"],
    ["T", "parent travelling for work"],
    ["I", "illness"],
    ["E", "suspended or excluded, without other provision"],
    ["F", "extended family holiday, granted", { from: null, to: "2013-08-31", replacedBy: ["H"] }],
    ["H", "family holiday, granted", { ...old2024, replacedBy: ["C"] }],
  ],
  unauthorised: [
    ["G", "holiday, not granted"],
    ["N", "reason not yet known"],
    ["O", "other or unknown circumstances"],
    ["U", "arrived after the register closed"],
  ],
  notPossible: [
    ["Q", "no access arrangements", new2024],
    ["Y1", "transport not available", new2024],
    ["Y2", "widespread disruption to travel", new2024],
    ["Y3", "part of the premises closed", new2024],
    ["Y4", "the whole site closed unexpectedly", new2024],
    ["Y5", "in criminal justice detention", new2024],
    ["Y6", "public health guidance or law", new2024],
    ["Y7", "another unavoidable cause", new2024],
    ["Y", "unable to attend", { ...old2024, replacedBy: ["Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"] }],
    ["D", "at another school where also registered"],
    ["X", "not of compulsory school age, and not required to attend"],
    ["Z", "not yet on the admission register"],
    ["#", "planned closure"],
  ],
};

/** Every code once: none has changed its class. Those of one class stand together. */
export const registerCodes: readonly RegisterCode[] = codeClasses.flatMap((codeClass) =>
  rows[codeClass].map(([code, means, dates = always]) => ({ code, means, class: codeClass, ...dates })),
);
