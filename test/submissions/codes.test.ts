import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { classify } from "../../src/submissions/codes/classify.js";
import { type CodeClass, codeClasses, kitVersion, registerCodes } from "../../src/submissions/codes/table.js";

const classOf = (code: string, date: string) => {
  const found = classify(code, date);
  return "class" in found ? found.class : found.reason;
};
/** The codes that may be used on that date, by class, in the order of the table. */
function codesOn(date: string): Record<string, string> {
  const found = registerCodes.filter(({ code, class: codeClass }) => classOf(code, date) === codeClass);
  const of = (name: CodeClass) => found.filter((code) => code.class === name).map(({ code }) => code);
  return Object.fromEntries(codeClasses.map((name) => [name, of(name).join(" ")]));
}

describe("the register codes", () => {
  it("from 19 August 2024 are those of the regulations of 2024", () => {
    expect(codesOn("2024-08-19")).toEqual({
      attended: "/ \\ L",
      activity: "K V P W B",
      authorised: "C C1 C2 M J1 S R T I E",
      unauthorised: "G N O U",
      notPossible: "Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 D X Z #",
    });
  });

  it("before, have H, J and Y, and lack those that began then", () => {
    const before = {
      attended: "/ \\ L",
      activity: "V P W B J",
      authorised: "C M S R T I E H",
      unauthorised: "G N O U",
      notPossible: "Y D X Z #",
    };
    expect(codesOn("2024-08-18")).toEqual(before);
    expect(codesOn("2013-09-01")).toEqual(before);
    expect(codesOn("2013-08-31")).toEqual({ ...before, authorised: "C M S R T I E F H" });
  });

  it("a J of 2023 attends, and a J1 of 2024 is absent", () => {
    expect(classOf("J", "2023-11-06")).toBe("activity");
    expect(classOf("J1", "2024-11-06")).toBe("authorised");
  });

  it("are each in the table once", () => {
    expect(new Set(registerCodes.map(({ code }) => code)).size).toBe(registerCodes.length);
  });

  it("change only with a new version of the kit", () => {
    const rules = registerCodes.map(({ code, class: codeClass, from, to }) => [code, codeClass, from, to]);
    const digest = createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 16);
    expect([kitVersion, digest]).toEqual(["register codes 2024-08-19, kit 1", "c08c05aade4be002"]);
  });
});

describe("a mark without a code", () => {
  it.each(["", "-"])("%j is a class of its own on any date", (code) => {
    for (const date of ["2012-01-09", "2025-01-09"]) expect(classOf(code, date)).toBe("unmarked");
  });
});

describe("a code is refused", () => {
  it.each(["K", "Q", "C1", "C2", "J1", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"])("before its time: %s", (code) => {
    expect(classOf(code, "2024-08-18")).toBe("not a register code before 19 August 2024");
  });

  it.each([
    ["H", "2024-09-03", "withdrawn after 18 August 2024: use C"],
    ["J", "2024-09-03", "withdrawn after 18 August 2024: use J1, which is authorised absence"],
    ["Y", "2024-09-03", "withdrawn after 18 August 2024: use one of Y1, Y2, Y3, Y4, Y5, Y6, Y7"],
    ["F", "2014-09-03", "withdrawn after 31 August 2013: use H"],
    ["F", "2024-09-03", "withdrawn after 31 August 2013: use C"],
  ])("after its time, with what replaced it: %s on %s", (code, date, reason) => {
    expect(classOf(code, date)).toBe(reason);
  });

  it.each([
    ["?", "not a register code"],
    ["l", "not a register code: codes are in upper case, here L"],
    ["c2", "not a register code: codes are in upper case, here C2"],
    ["/\\", "not a register code: give a line for / and a line for \\, each with its count"],
    ["–", "not a register code: leave it empty, or write -, if the register has no mark"],
  ])("that is not in the table: %s", (code, reason) => expect(classOf(code, "2024-09-03")).toBe(reason));
});

describe("a date is refused", () => {
  it.each([
    ["03/09/2024", "not a date like 2024-09-03"],
    ["3-9-24", "not a date like 2024-09-03: the year has two digits; write all four"],
    ["2024-09-03T00:00", "not a date like 2024-09-03"],
    ["", "not a date like 2024-09-03"],
    ["2025-02-29", "not a day of the calendar"],
    ["1899-12-31", "before 1 September 2010, where the table of codes begins"],
    ["9999-12-31", "after 31 December 2099, where the table of codes ends"],
  ])("%j, whatever the code", (date, reason) => {
    for (const code of ["/", "", "?"]) expect(classify(code, date)).toEqual({ fault: "date", reason });
  });
});
