// The usual half terms by the rules that they follow, and the configured file.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHalfTerms } from "../../src/submissions/half-terms/configured.js";
import { halfTermOf } from "../../src/submissions/half-terms/half-terms.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";

const iso = (date: Date) => date.toISOString().slice(0, 10);

/** The `nth` Monday of a month, from 1; from the end if negative. */
function monday(year: number, month: number, nth: number): string {
  const days = Array.from({ length: 31 }, (_, day) => new Date(Date.UTC(year, month - 1, day + 1)));
  const mondays = days.filter((day) => day.getUTCDay() === 1 && day.getUTCMonth() === month - 1);
  return iso(mondays.at(nth < 0 ? nth : nth - 1)!);
}

/** By Gauss's rule in the form of Meeus, Jones and Butcher. */
function easterMonday(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e, f] = [Math.floor(b / 4), b % 4, Math.floor((b + 8) / 25)];
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const day = h + l - 7 * m + 114;
  return iso(new Date(Date.UTC(year, Math.floor(day / 31) - 1, (day % 31) + 2)));
}

describe("the usual half terms", () => {
  it.each(Object.entries(usualHalfTerms))("of %s follow their rules", (year, begins) => {
    const first = Number(year.slice(0, 4));
    expect(begins).toEqual([
      `${first}-08-01`,
      monday(first, 10, -1),
      `${first + 1}-01-01`,
      monday(first + 1, 2, 3),
      easterMonday(first + 1),
      monday(first + 1, 5, -1),
    ]);
  });

  it("partition the year", () => {
    const begins = usualHalfTerms["2024/25"]!;
    const days = ["2024-08-01", "2024-10-27", "2024-10-28", "2025-05-25", "2025-05-26", "2025-07-31"];
    expect(days.map((day) => halfTermOf(begins, day))).toEqual([1, 1, 2, 5, 6, 6]);
  });
});

describe("the configured file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kindred-half-terms-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const dates = ["2028-08-01", "2028-10-30", "2029-01-01", "2029-02-19", "2029-04-02", "2029-05-28"];
  async function read(content: string) {
    const path = join(folder, "half-terms.json");
    await writeFile(path, content);
    return readHalfTerms(path);
  }

  it("adds or replaces years", async () => {
    const own = usualHalfTerms["2024/25"]!.with(1, "2024-11-04");
    const read2 = await read(JSON.stringify({ "2028/29": dates, "2024/25": own }));
    expect(read2).toEqual({ ...usualHalfTerms, "2028/29": dates, "2024/25": own });
    expect(readHalfTerms(null)).toBe(usualHalfTerms);
  });

  it.each([
    ["{", "cannot be read as JSON"],
    [JSON.stringify({ "2028/30": dates }), "is not an academic year like 2024/25"],
    [JSON.stringify({ "2028/29": dates.slice(1) }), "2028/29: must be the first days of six half terms, not of 5"],
    [JSON.stringify({ "2028/29": dates.with(1, "30 October 2028") }), "2028/29.1: must be a date such as"],
    [JSON.stringify({ "2029/30": dates }), "2029/30: must begin with 2029-08-01"],
  ])("is refused: %s", async (content, message) => {
    const refused = read(content);
    await expect(refused).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow("KINDRED_HALF_TERMS");
  });

  it("is refused where it cannot be found", () => {
    expect(() => readHalfTerms(join(folder, "missing.json"))).toThrow("cannot be read as JSON");
  });
});
