// The kit finds a change of class that is planted in invented sessions, whatever they are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { written } from "../../src/submissions/codes/classify.js";
import { type Counting, codes, exportOf, type Line, linesAsCsv, reasonsIn, rightly, verdictOf } from "./vendor.js";

const inWords: Readonly<Record<Counting, string>> = {
  attended: "counted as attended",
  authorised: "counted as authorised absence",
  unauthorised: "counted as unauthorised absence",
  "possible alone": "counted as possible, but neither as attended nor as absent",
  nothing: "not counted as possible",
};

const date = fc.integer({ min: 2, max: 27 }).map((day) => `2024-09-${String(day).padStart(2, "0")}`);
const line: fc.Arbitrary<Line> = fc.record({
  school: fc.constantFrom("100001", "100002", "100003", "A"),
  date,
  code: fc.constantFrom(...codes),
  count: fc.noBias(fc.integer({ min: 1, max: 100_000 })), // seldom equal: one change does not look like another
});
const sessions = fc.uniqueArray(line, {
  minLength: 1,
  maxLength: 300,
  selector: ({ school, date, code }) => [school, date, code].join(),
});
const counting = fc.constantFrom(...(Object.keys(inWords) as Counting[]));

describe("a planted change of one code", () => {
  it("is among the fewest that are found, for all dates or from one", async () => {
    await fc.assert(
      fc.asyncProperty(sessions, fc.nat(), counting, fc.option(date), async (lines, pick, as, from) => {
        const { code } = lines[pick % lines.length]!;
        const days = lines.filter((line) => line.code === code).map((line) => line.date);
        const first = days.sort().find((day) => day >= (from ?? ""));
        fc.pre(first !== undefined && as !== rightly({ code } as Line));
        const count = (line: Line) => (line.code === code && line.date >= first! ? as : rightly(line));

        const { passed, lines: text } = await verdictOf(linesAsCsv(lines), exportOf(lines, count));
        expect(passed).toBe(false);
        const since = first === days[0] ? "" : ` from ${written(first!)}`;
        const change = `\`${code}\` ${inWords[as]}${since}`;
        const found = reasonsIn({ passed, lines: text });
        expect(found[0]).toMatch(/^One change of class reconciles/);
        const explanations = found.slice(1).map((line) => line.replace(/^ +(either|or)? ?/, ""));
        expect(explanations).toContain(change);
      }),
      { numRuns: 80 },
    );
  });
});
