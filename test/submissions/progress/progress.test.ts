import { describe, expect, it } from "vitest";
import { progressFrom } from "../../../src/submissions/progress/progress.js";
import { earlier, reading, years } from "./year.js";

/** The earlier year's figure to date, or the reason why there is none. */
function earlierOf(...given: Parameters<typeof years>): string | null | undefined {
  const progress = progressFrom(years(...given));
  return progress?.toDate.earlier ?? progress?.toDate.noEarlier;
}

describe("progress", () => {
  it("is null for a school without a period, and for one whose periods are withdrawn", () => {
    expect(progressFrom(years([], earlier()))).toBeNull();
    const withdrawn = { revision: 2, withdrawn: true, possible: 0, attended: 0 };
    const first = reading("2024-09-02", "2024-09-06", [90, 100]);
    expect(progressFrom(years([first, { ...first, ...withdrawn }], earlier()))).toBeNull();
  });

  it("sums sessions to date and by half term, by the latest revision of each period", () => {
    const progress = progressFrom(
      years(
        [
          reading("2024-09-09", "2024-09-13", [80, 100]),
          reading("2024-09-02", "2024-09-06", [70, 100]),
          reading("2024-09-02", "2024-09-06", [95, 100], { revision: 2, asAt: "2024-09-20" }),
          reading("2024-11-04", "2024-11-08", [100, 100], { asAt: "2024-11-11", persistent: 3, severe: 1 }),
        ],
        [],
      ),
    )!;
    // 95 + 80 + 100 of 300; 175 of 200; 100 of 100
    expect(progress.toDate).toMatchObject({ possible: 300, attended: 275, authorised: 25, attendance: "91.666667" });
    expect(progress.toDate).toMatchObject({ halfTerm: null, from: "2024-09-02", to: "2024-11-08", ageOfData: 3 });
    expect(progress.halfTerms).toMatchObject([
      { halfTerm: 1, possible: 200, attendance: "87.500000", to: "2024-09-13", ageOfData: 0 },
      { halfTerm: 2, possible: 100, attendance: "100.000000", to: "2024-11-08", ageOfData: 3 },
    ]);
    expect(progress.absentees).toEqual({ enrolments: 10, persistent: 3, severe: 1 });
  });

  it("has no attendance where nothing was possible, neither 0 nor 100", () => {
    const progress = progressFrom(years([reading("2024-09-02", "2024-09-06", [0, 0])], earlier()))!;
    expect(progress.toDate).toMatchObject({ possible: 0, attendance: null, noEarlier: "NOTHING_POSSIBLE" });
  });

  it("marks totals without codes as not verifiable, in their half term and to date", () => {
    const progress = progressFrom(
      years(
        [
          reading("2024-09-02", "2024-09-06", [90, 100], { hasCodes: false }),
          reading("2024-11-04", "2024-11-08", [90, 100]),
        ],
        [],
      ),
    )!;
    expect(progress.toDate.verifiable).toBe(false);
    expect(progress.halfTerms.map(({ verifiable }) => verifiable)).toEqual([false, true]);
  });
});

describe("the earlier year at the same point", () => {
  it("is its figure over the same share of its possible sessions, the last period in proportion", () => {
    // 300 of 10 enrolments: three tenths of 1,000, so 200 of the first and 100 of the second's 200.
    // (190 + 180 / 2) / 300 = 280 / 300
    expect(earlierOf([reading("2024-09-02", "2024-12-06", [270, 300])], earlier())).toBe("93.333333");
  });

  it("is by the sessions of an enrolment, so that a school that grew is at the same point", () => {
    const grown = { enrolments: 20 };
    expect(earlierOf([reading("2024-09-02", "2024-12-06", [540, 600], grown)], earlier())).toBe("93.333333");
  });

  it("follows sessions and not dates, so that a moved Easter moves it", () => {
    // On 11 April 2025, before a late Easter, 720 sessions of 1,000 have passed. Easter was early the year before, so the
    // same date was in its holiday, after those 720 but for none: 200 + 200 + 160 + 160 were over on 28 March.
    const late = [
      reading("2024-09-02", "2024-10-18", [190, 200]),
      reading("2024-11-04", "2024-12-20", [180, 200]),
      reading("2025-01-06", "2025-02-14", [140, 150]),
      reading("2025-02-24", "2025-04-11", [160, 170]),
    ];
    // (190 + 180 + 150 + 140) / 720
    expect(earlierOf(late, earlier())).toBe("91.666667");
    // A week later in the year's sessions, 750: 30 of the fifth period's 140, which began on 15 April.
    // (660 + 130 × 30 / 140) / 750 = 687.857142… / 750
    expect(earlierOf([...late, reading("2025-04-21", "2025-04-25", [30, 30])], earlier())).toBe("91.714286");
  });

  it("splits into half terms whose sessions add up", () => {
    const progress = progressFrom(
      years(
        [reading("2024-09-02", "2024-10-25", [200, 240]), reading("2024-11-04", "2024-11-15", [50, 60])],
        earlier(),
      ),
    )!;
    // The first 240: 190 + 180 × 40 / 200 = 226. The next 60: 180 × 60 / 200 = 54.
    expect(progress.halfTerms.map((halfTerm) => halfTerm.earlier)).toEqual(["94.166667", "90.000000"]);
    expect(progress.toDate.earlier).toBe("93.333333");
  });

  it("is the whole year where more sessions than a year's have passed", () => {
    expect(earlierOf([reading("2024-09-02", "2024-10-18", [900, 1100])], earlier())).toBe("90.000000");
  });

  it("needs a period in each half term of that year, which is not withdrawn", () => {
    const now = [reading("2024-09-02", "2024-09-06", [90, 100])];
    expect(earlierOf(now, [])).toBe("NO_EARLIER_YEAR");
    expect(earlierOf(now, earlier().slice(1))).toBe("EARLIER_YEAR_INCOMPLETE");
    const withdrawn = reading("2024-06-03", "2024-07-19", [0, 0], { revision: 2, withdrawn: true });
    expect(earlierOf(now, [...earlier(), withdrawn])).toBe("EARLIER_YEAR_INCOMPLETE");
  });

  it("is not taken from a year in which schools were closed to most pupils", () => {
    const now = [reading("2024-09-02", "2024-09-06", [90, 100])];
    const disrupted = { ...years(now, earlier()), year: "2021/22" };
    expect(progressFrom(disrupted)?.toDate.noEarlier).toBe("NO_EARLIER_YEAR");
  });
});

describe("the earlier year at the same age of data", () => {
  // The point is the end of the first period, 20 October 2023.
  const now = (age: number) => [reading("2024-09-02", "2024-10-18", [180, 200], { asAt: `2024-10-${18 + age}` })];
  const corrected = (asAt: string) => [
    ...earlier(),
    reading("2023-09-04", "2023-10-20", [196, 200], { revision: 2, asAt }),
  ];

  it("leaves out a correction that was read later, and has one that was read in time", () => {
    expect(earlierOf(now(2), corrected("2023-10-23"))).toBe("95.000000");
    expect(earlierOf(now(3), corrected("2023-10-23"))).toBe("98.000000");
  });

  it("takes the highest revision of those read in time, in whatever order they were read", () => {
    const late = reading("2023-09-04", "2023-10-20", [100, 200], { revision: 3, asAt: "2024-03-01" });
    const middle = reading("2023-09-04", "2023-10-20", [196, 200], { revision: 2, asAt: "2023-10-20" });
    expect(earlierOf(now(0), [...earlier(), late, middle])).toBe("98.000000");
  });

  it("is not supplied by a year that was read only later", () => {
    expect(earlierOf(now(3), earlier({ asAt: "2024-08-01" }))).toBe("EARLIER_YEAR_READ_LATER");
    const half = progressFrom(years(now(3), earlier({ asAt: "2024-08-01" })))!.halfTerms[0]!;
    expect([half.earlier, half.noEarlier]).toEqual([null, "EARLIER_YEAR_READ_LATER"]);
  });

  it("is supplied by a year that was read later only after the point", () => {
    const [first, ...others] = earlier({ asAt: "2024-08-01" });
    expect(earlierOf(now(0), [{ ...first!, asAt: "2023-10-20" }, ...others])).toBe("95.000000");
  });

  it("is not supplied where the period was withdrawn at that age", () => {
    const [from, to] = ["2023-09-04", "2023-10-20"];
    const back = [
      reading(from, to, [0, 0], { revision: 2, asAt: "2023-10-20", withdrawn: true }),
      reading(from, to, [190, 200], { revision: 3, asAt: "2023-12-01" }),
    ];
    expect(earlierOf(now(0), [...earlier(), ...back])).toBe("EARLIER_YEAR_READ_LATER");
  });

  it("has nothing of a period that is withdrawn now", () => {
    const extra = { from: "2023-09-01", to: "2023-09-01" };
    const week = reading(extra.from, extra.to, [0, 100]);
    const gone = reading(extra.from, extra.to, [0, 0], { revision: 2, asAt: "2024-05-01", withdrawn: true });
    expect(earlierOf(now(0), [...earlier(), week, gone])).toBe("95.000000");
  });
});
