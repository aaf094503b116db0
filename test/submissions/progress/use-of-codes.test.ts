import { describe, expect, it } from "vitest";
import { type HalfTermMarks, useOfCodes } from "../../../src/submissions/progress/use-of-codes.js";

const marks = (given: Partial<HalfTermMarks> = {}): HalfTermMarks => ({
  ...{ halfTerm: 2, to: "2025-12-19", marks: 1000, possible: 960, attended: 900, verifiable: true },
  ...{ B: 30, D: 25, X: 0, Q: 5, Y: 10, C2: 20 },
  ...given,
});
const before = marks({
  to: "2024-12-20",
  marks: 2000,
  possible: 1980,
  attended: 1800,
  B: 20,
  D: 10,
  Q: 0,
  Y: 10,
  C2: 20,
});

describe("the use of codes", () => {
  it("has each code's share of all marks, now and in last year's half term", () => {
    expect(useOfCodes(marks(), before).codes).toEqual([
      { code: "B", now: "3.000000", lastYear: "1.000000" },
      { code: "D", now: "2.500000", lastYear: "0.500000" },
      { code: "X", now: "0.000000", lastYear: "0.000000" },
      { code: "Q", now: "0.500000", lastYear: "0.000000" },
      { code: "Y", now: "1.000000", lastYear: "0.500000" },
      { code: "C2", now: "2.000000", lastYear: "1.000000" },
    ]);
  });

  it("has the attendance that there would be had the shares not changed", () => {
    // B: 2% of 1,000 marks more: 900 - 20. D, Q and Y: 2 + 0.5 + 0.5 = 3% more: 960 + 30. C2 changes nothing.
    // 880 / 990
    expect(useOfCodes(marks(), before)).toMatchObject({ attendance: "93.750000", unchanged: "88.888889" });
    expect(useOfCodes(marks({ C2: 500 }), before).unchanged).toBe("88.888889");
  });

  it("compares no code with a year before it existed", () => {
    const earlier = { ...before, to: "2023-12-20" };
    const { codes, unchanged } = useOfCodes(marks({ to: "2024-12-20" }), earlier);
    expect(codes.filter(({ lastYear }) => lastYear === null).map(({ code }) => code)).toEqual(["Q", "C2"]);
    // Without Q: 880 / (960 + 25)
    expect(unchanged).toBe("89.340102");
  });

  it("has no figure without codes, now or last year", () => {
    const now = useOfCodes(marks({ verifiable: false }), before);
    expect(now).toEqual({ halfTerm: 2, verifiable: false, codes: [], attendance: null, unchanged: null });
    for (const lastYear of [null, { ...before, verifiable: false }]) {
      const use = useOfCodes(marks(), lastYear);
      expect(use).toMatchObject({ attendance: "93.750000", unchanged: null });
      expect(use.codes[0]).toEqual({ code: "B", now: "3.000000", lastYear: null });
    }
  });

  it("has no figure where nothing was possible, or the fall of a share gives more than could attend", () => {
    expect(useOfCodes(marks({ possible: 0, attended: 0, marks: 0 }), before)).toMatchObject({
      attendance: null,
      unchanged: null,
    });
    expect(useOfCodes(marks({ D: 0 }), { ...before, D: 400 }).unchanged).toBeNull();
  });
});
