// The paragraphs in plain words, from figures given by hand.
import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/comparison/figure.js";
import { Figures } from "../../src/comparison/report/figures.js";
import { summarySection } from "../../src/comparison/report/summary.js";
import { decimal, listed, percent, shorten } from "../../src/comparison/report/words.js";
import { inventedComparison } from "./invented.js";

function figure(
  measure: string,
  strategy: string,
  other: string,
  value: number,
  interval: [number, number] | [] = [],
): Figure {
  const [low = null, high = null] = interval;
  const section = measure === "jaccard" ? "agreement" : measure === "rms" ? "balance" : "validity";
  const attribute = measure === "rms" ? "fsm" : "";
  return {
    section,
    measure,
    strategy,
    other,
    attribute,
    block: "all",
    group: "all",
    level: "all",
    value,
    low,
    high,
    n: 10,
  };
}

function wordsOf(lists: readonly string[], figures: readonly Figure[]): string {
  const compared = inventedComparison({ lists, attributes: ["fsm"] });
  const { text } = summarySection({ compared, figures: new Figures(figures) });
  return text
    .replace(/<[^>]+>/g, "")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");
}

describe("the summary", () => {
  it("names the lists that agree least and most, with intervals", () => {
    const words = wordsOf(
      ["a", "b", "c"],
      [
        figure("jaccard", "a", "b", 0.4, [0.38, 0.42]),
        figure("jaccard", "a", "c", 0.054, [0.05, 0.06]),
        figure("jaccard", "b", "c", 0.7, [0.6, 0.8]),
      ],
    );
    expect(words).toContain(
      "“a” and “c” agree least: on average, of the schools that “a” and “c” name for a school, both name 5.4% (5.0% to 6.0%).",
    );
    expect(words).toContain("“b” and “c” agree most");
  });

  it("tells how near peers are, beside as many random peers", () => {
    const words = wordsOf(
      ["a", "b"],
      [figure("rms", "a", "", 0.5), figure("rms", "b", "", 0.3), figure("rms", "b", "random", 1.02)],
    );
    expect(words).toContain("typical difference of 0.30 under “b”, and furthest with 0.50 under “a”");
    expect(words).toContain("with as many random peers it is 1.02");
  });

  it("says that an interval without 0 excludes it, whichever list comes first in the figure", () => {
    const figures = [
      figure("rmse", "a", "", 1.3, [1.2, 1.4]),
      figure("rmse", "b", "", 1.1, [1, 1.2]),
      figure("rmse_difference", "a", "b", 0.2, [0.1, 0.3]),
      figure("rmse_difference", "b", "random", -0.4, [-0.5, -0.3]),
    ];
    const words = wordsOf(["a", "b"], figures);
    expect(words).toContain(
      "“b” predicts the held-out year best: its typical error (RMSE) is 1.10 (1.00 to 1.20) percentage points.",
    );
    expect(words).toContain("It errs by 0.200 (0.100 to 0.300) points less than “a”, and that interval excludes 0.");
    expect(words).toContain(
      "It errs by 0.400 (0.300 to 0.500) points less than as many random peers, and that interval excludes 0.",
    );
  });

  it("says that a lead could be chance where the interval includes 0", () => {
    const figures = [
      figure("rmse", "a", "", 1.1),
      figure("rmse", "b", "", 1.2),
      figure("rmse_difference", "a", "b", -0.1, [-0.3, 0.1]),
      figure("rmse_difference", "a", "random", 0.4, [0.3, 0.5]),
    ];
    const words = wordsOf(["a", "b"], figures);
    expect(words).toContain(
      "Its lead over “b”, 0.100 (−0.100 to 0.300) points, could be chance: the interval includes 0.",
    );
    expect(words).toContain("It errs by more than as many random peers: the interval of the difference excludes 0.");
  });

  it("names the simpler ways that err less", () => {
    const lists = [figure("rmse", "a", "", 1.1), figure("rmse", "b", "", 1.2)];
    const ways = [figure("rmse", "all", "own_last", 0.5), figure("rmse", "all", "block_mean", 1.5)];
    expect(wordsOf(["a", "b"], [...lists, ...ways])).toContain(
      "Simpler ways err less: the school's own figure of the base year (0.50).",
    );
    expect(wordsOf(["a", "b"], [...lists, ways[1]!])).toContain(
      "No simpler way errs less: the mean of the block (1.50).",
    );
  });
});

describe("numbers and names in words", () => {
  it("writes numbers with a real minus sign, and no minus before 0", () => {
    expect([decimal(-0.126, 2), decimal(-0.001, 2), decimal(1.5, 1), decimal(null), decimal(Number.NaN)]).toEqual([
      "−0.13",
      "0.00",
      "1.5",
      "–",
      "–",
    ]);
  });

  it("writes shares as percentages", () => {
    expect([percent(0.256), percent(0.256, 0), percent(undefined)]).toEqual(["25.6%", "26%", "–"]);
  });

  it("lists names", () => {
    expect([listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual(["a", "a and b", "a, b and c"]);
  });

  it("keeps the start and the end of a long name", () => {
    expect([shorten("nearest-neighbour-2023", 11), shorten("gower", 11)]).toEqual(["neare…-2023", "gower"]);
  });
});
