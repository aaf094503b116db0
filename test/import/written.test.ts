// Reading cells as spreadsheets and statistics programs write them.
import { describe, expect, it } from "vitest";
import { RowReader, RowRejected } from "../../src/import/row-reader.js";

const rowOf = (cell: string) => new RowReader(2, new Map([["it", 0]]), [cell]);

function rejection(read: () => unknown): string {
  try {
    return `read as ${read()}`;
  } catch (error) {
    if (error instanceof RowRejected) return error.reason;
    throw error;
  }
}

describe("a date", () => {
  it.each([
    "01-09-2018",
    "1/9/2018",
    "01.09.2018",
    "2018-09-01",
    "2018/9/1",
    "2018-09-01 00:00:00",
    "2018-09-01T00:00:00.000Z",
    "01/09/2018 13:45",
    "43344",
    "43344.0",
    "43344.75",
    "\u00a001-09-2018\u200b",
  ])("is 1 September 2018 when it is written %s", (cell) => {
    expect(rowOf(cell).date("it")).toBe("2018-09-01");
  });

  it.each(["", "NA", "-", "–", "—"])("is missing when the cell is %j", (cell) => {
    expect(rowOf(cell).date("it")).toBeNull();
  });

  it.each([
    "13/13/2018",
    "2018-31-08",
    "31-02-2020",
    "2018-09/01",
    "2018",
    "1 Sept",
    "2018-08-31T23:00:00Z",
    "0000-01-01",
  ])("is rejected: %s", (cell) => {
    expect(rejection(() => rowOf(cell).date("it"))).toBe("not a date like 31-08-2021");
  });

  it("is rejected with a hint when its year has two digits", () => {
    expect(rejection(() => rowOf("1/9/18").date("it"))).toBe(
      "not a date like 31-08-2021: the year has two digits; write all four",
    );
  });
});

describe("a number", () => {
  it.each([
    ["900121.0", 900_121],
    ["1e+05", 100_000],
    [" 900121\u200b", 900_121],
  ])("is a URN when it is written %j", (cell, urn) => {
    expect(rowOf(cell).urn("it")).toBe(urn);
  });

  it.each([
    ["1e+03", 1000],
    ["800.00", 800],
    ["–", null],
  ])("is whole when it is written %j", (cell, value) => {
    expect(rowOf(cell).integer("it", 0, 50_000)).toBe(value);
  });

  it.each([
    ["6.70", "6.70"],
    ["6.70 %", "6.70"],
    [".5", "0.5"],
    ["1e-04", "0.0001"],
    ["6.75e-05", "0.0000675"],
  ])("keeps its digits: %s is %s", (cell, digits) => {
    expect(rowOf(cell).decimal("it", 0, 100)).toBe(digits);
  });

  it.each([
    ["9.01E+05", "it may have been rounded; write out all the digits"],
    ["9.00121e+05", "it may have been rounded; write out all the digits"],
    ["900,121", "it has a comma, which may mean thousands or decimals; write it like 1234.5"],
    ["900 121", "it has spaces; write it like 1234.5"],
    ["900\u00a0121", "it has spaces; write it like 1234.5"],
    ["TRUE", "write 1 for true and 0 for false"],
    ["#REF!", "it is a spreadsheet error, or the spreadsheet column was too narrow"],
    ["NaN", "leave a missing figure empty, or write NA"],
    ["N/A", "leave a missing figure empty, or write NA"],
    ["12%", "it has a per cent sign; write the number without it"],
  ])("is rejected with a hint: %s", (cell, why) => {
    expect(rejection(() => rowOf(cell).integer("it", 0, 1e6))).toBe(`not a whole number: ${why}`);
    expect(rejection(() => rowOf(cell).urn("it"))).toBe(`not a URN (six digits, 100000 to 999999): ${why}`);
  });

  it.each(["7,2", "1,234", "1.234,5"])("is rejected as a figure when it has a comma: %s", (cell) => {
    expect(rejection(() => rowOf(cell).decimal("it", 0, 1e6))).toMatch(/^not a number.*: it has a comma/);
  });
});

describe("text", () => {
  it("has no invisible characters and only plain spaces", () => {
    expect(rowOf("\ufeff St\u00a0Mary\u2019s\u00ad School\u200b ").text("it")).toBe("St Mary’s School");
  });
});
