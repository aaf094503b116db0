// The mistakes that systems make, each planted in a term of four schools, and what the kit says of it.
import { describe, expect, it } from "vitest";
import { randomFrom } from "../../src/strategy/random.js";
import {
  type Counting,
  codes,
  exportOf,
  type Figures,
  type Line,
  linesAsCsv,
  percent,
  reasonsIn,
  rightly,
  verdictOf,
} from "./vendor.js";

const random = randomFrom(11);
const dates = Array.from({ length: 12 }, (_, at) => `2024-09-${String(at + 2).padStart(2, "0")}`);
/** Every code in every school on most days, in numbers that are seldom equal. */
const lines: readonly Line[] = ["100001", "100002", "100003", "100004"].flatMap((school) =>
  dates.flatMap((date) =>
    [...codes, ""].flatMap((code) => {
      const count = /^[/\\]$/.test(code) ? 400 + Math.floor(random() * 100) : Math.floor(random() * 20);
      return random() < 0.9 ? [{ school, date, code, count }] : [];
    }),
  ),
);
const sessions = linesAsCsv(lines);

/** As the table says, but what `is` matches is counted otherwise. */
const but = (is: (line: Line) => boolean, counting: Counting) => (line: Line) => (is(line) ? counting : rightly(line));
const said = async (count: (line: Line) => Counting, attendance?: Parameters<typeof exportOf>[2]) =>
  reasonsIn(await verdictOf(sessions, exportOf(lines, count, attendance)));
const one = "One change of class reconciles the sessions of all schools:";

describe("the kit passes a system", () => {
  it("that counts as the table says, and names its own version, both files and the codes", async () => {
    const { passed, lines: text } = await verdictOf(sessions, exportOf(lines, rightly));
    expect(passed).toBe(true);
    expect(text[0]).toBe("pass: register codes 2024-08-19, kit 1");
    expect(text[1]).toMatch(/^export\.csv, SHA-256 [0-9a-f]{64}$/);
    expect(text[2]).toBe("  agrees in every column of 4 schools; decimals of attendance: 4");
    expect(text[4]).toMatch(/rows, 2024-09-02 to 2024-09-13$/);
    expect(text.slice(5)).toEqual([
      "codes with sessions: / \\ L K V P W B C C1 C2 M J1 S R T I E G N O U Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 D X Z #",
      "codes without, which this does not test: none",
    ]);
  });
});

describe("the kit names the mistake of a system that", () => {
  const mistakes: readonly (readonly [string, (line: Line) => boolean, Counting, string])[] = [
    [
      "counts D as absent from a date",
      ({ code, date }) => code === "D" && date >= "2024-09-05",
      "unauthorised",
      "`D` counted as unauthorised absence from 5 September 2024",
    ],
    [
      "counted D as absent up to a date",
      ({ code, date }) => code === "D" && date <= "2024-09-05",
      "authorised",
      "`D` counted as authorised absence up to 5 September 2024",
    ],
    [
      "counted L as absent between two dates",
      ({ code, date }) => code === "L" && date >= "2024-09-05" && date <= "2024-09-09",
      "unauthorised",
      "`L` counted as unauthorised absence from 5 September 2024 to 9 September 2024",
    ],
    [
      "counts X as possible",
      ({ code }) => code === "X",
      "possible alone",
      "`X` counted as possible, but neither as attended nor as absent",
    ],
    [
      "does not count approved educational activity as attended",
      ({ code }) => /^[KVPWB]$/.test(code),
      "possible alone",
      "every code that is approved educational activity (`K` `V` `P` `W` `B`) counted as possible, but neither as attended nor as absent",
    ],
    [
      "leaves out every code that attends but / and \\",
      ({ code }) => /^[LKVPWB]$/.test(code),
      "possible alone",
      "every code that attends, but / and \\ (`L` `K` `V` `P` `W` `B`) counted as possible, but neither as attended nor as absent",
    ],
    [
      "counts blank marks as absent",
      ({ code }) => code === "",
      "unauthorised",
      "blank marks counted as unauthorised absence",
    ],
    ["counts L as absent", ({ code }) => code === "L", "unauthorised", "`L` counted as unauthorised absence"],
    ["counts # as possible", ({ code }) => code === "#", "attended", "`#` counted as attended"],
    ["counts Y1 as absent", ({ code }) => code === "Y1", "authorised", "`Y1` counted as authorised absence"],
    ["leaves C2 out", ({ code }) => code === "C2", "nothing", "`C2` not counted as possible"],
    [
      "does not know the codes of 2024",
      ({ code }) => /^(K|Q|[CJY]\d)$/.test(code),
      "nothing",
      "every code that began on 19 August 2024 (`K` `C1` `C2` `J1` `Q` `Y1` `Y2` `Y3` `Y4` `Y5` `Y6` `Y7`) not counted as possible",
    ],
  ];

  it.each(mistakes)("%s", async (_, is, counting, change) => {
    expect(await said(but(is, counting))).toEqual([one, `  ${change}`]);
  });

  it("makes two mistakes, one of them from a date", async () => {
    const late = ({ code, date }: Line) => code === "L" && date >= "2024-09-09";
    const count = (line: Line) => (late(line) ? "unauthorised" : but(({ code }) => code === "X", "authorised")(line));
    expect(await said(count)).toEqual([
      "Two changes of class reconcile the sessions of all schools:",
      "  `X` counted as authorised absence",
      "  `L` counted as unauthorised absence from 9 September 2024",
    ]);
  });

  it("makes three", async () => {
    const count = ({ code, ...line }: Line): Counting =>
      (({ X: "authorised", L: "unauthorised", C2: "nothing" }) as const)[code] ?? rightly({ code, ...line });
    expect(await said(count)).toEqual([
      "Three changes of class reconcile the sessions of all schools:",
      "  `L` counted as unauthorised absence",
      "  `C2` not counted as possible",
      "  `X` counted as authorised absence",
    ]);
  });
});

describe("the kit is honest about what it cannot say", () => {
  it("where classes explain some schools, each by another change, and one not at all", async () => {
    const changed: Readonly<Record<string, string>> = { "100001": "D", "100002": "D", "100003": "/" };
    const count = but(({ school, code }) => changed[school] === code, "unauthorised");
    const expected = exportOf(lines, count).replace(/^(100004,[^,]+,[^,]+,)\d+,\d+/m, "$1999999,999999");
    expect(reasonsIn(await verdictOf(sessions, expected)).slice(0, 5)).toEqual([
      "Neither one or two changes of class, nor three for all dates, reconcile the sessions of all schools.",
      "One change reconciles the sessions",
      "  in schools 100001, 100002: `D` counted as unauthorised absence",
      "  in school 100003: `/` counted as unauthorised absence",
      "Not explained: school 100004.",
    ]);
  });

  it("where each school fits another change: it names ten", async () => {
    const wrongly = ({ school }: Line): Counting => (Number(school) % 2 === 1 ? "unauthorised" : "nothing");
    const each = codes.slice(0, 12).map((code, at) => ({ school: `${at + 1}`, date: "2024-09-03", code, count: 7 }));
    const reasons = reasonsIn(await verdictOf(linesAsCsv(each), exportOf(each, wrongly)));
    expect(reasons).toHaveLength(13);
    expect(reasons[2]).toBe("  in school 1: `/` counted as unauthorised absence");
    expect(reasons[12]).toBe("  in schools 11, 12: other changes, each in few schools, where it may fit by chance");
  });

  it("and takes a percentage with more than six decimals for right", async () => {
    const all: Parameters<typeof exportOf>[2] = ({ attended, possible }) => String((100 * attended) / possible);
    expect((await verdictOf(sessions, exportOf(lines, rightly, all))).passed).toBe(true);
    expect(
      await said(
        but(({ code }) => code === "L", "unauthorised"),
        all,
      ),
    ).toEqual([one, "  `L` counted as unauthorised absence"]);
  });

  it("where an export has no whole number", async () => {
    const count = but(({ code }) => code === "D", "unauthorised");
    const expected = exportOf(lines, count).replace(/^(100004,[^,]+,[^,]+,)\d+/m, "$1n/a");
    expect(reasonsIn(await verdictOf(sessions, expected))).toEqual([
      one,
      "  `D` counted as unauthorised absence",
      "Left out, because a count is not a whole number: school 100004.",
    ]);
  });

  it("where several codes have as many marks", async () => {
    const few = ["/", "D", "X"].map((code) => ({ school: "1", date: "2024-09-03", code, count: 5 }));
    const expected = exportOf(
      few,
      but(({ code }) => code === "X", "authorised"),
    );
    expect(reasonsIn(await verdictOf(linesAsCsv(few), expected))).toEqual([
      "One change of class reconciles the sessions of all schools, but they do not show which:",
      "  either `D` counted as authorised absence",
      "  or `X` counted as authorised absence",
    ]);
  });

  it.each([
    [
      "the mean of the days",
      (own: readonly Line[]) => {
        const days = dates.map((date) =>
          exportOf(
            own.filter((line) => line.date === date),
            rightly,
            percent,
          ),
        );
        const shares = days.map((day) => day.split("\n")[1]!.split(",").slice(3, 5).map(Number));
        return (100 * shares.reduce((sum, [possible, attended]) => sum + attended! / possible!, 0)) / dates.length;
      },
      "It is the mean of the days' percentages: sum the sessions first, then divide.",
    ],
    [
      "cut off",
      (_, { attended, possible }) => Math.floor((attended * 1e6) / possible) / 1e4,
      "It is cut off, not rounded half up.",
    ],
    ["a fraction", (_, { attended, possible }) => attended / possible, "It is a fraction, not a percentage."],
    ["absence", (_, { attended, possible }) => 100 - (100 * attended) / possible, "It is absence."],
    ["something else", () => 12.3, "not explained by classes."],
  ] as readonly (readonly [string, (own: readonly Line[], figures: Figures) => number, string])[])(
    "where the percentage is %s, which no class explains",
    async (_, of, hint) => {
      const attendance: Parameters<typeof exportOf>[2] = (figures, own) => of(own, figures).toFixed(4);
      const reasons = await said(rightly, attendance);
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).toMatch(
        /^In \d schools? \(.*\) attendance is not the export's own attended \/ possible: not explained by classes\./,
      );
      expect(reasons[0]?.endsWith(hint), reasons[0]).toBe(true);
    },
  );
});
