// The section about targets on the page for people.
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Figure } from "../../../src/comparison/figure.js";
import { type ReportInput, renderReport } from "../../../src/comparison/report/report.js";
import { consequenceInput } from "./invented.js";

const sectionOf = (input: ReportInput) => {
  const { document } = parseHTML(renderReport(input));
  return { document, section: document.querySelector("#consequence")! };
};

const textOf = (element: Element) => element.textContent!.replace(/\s+/g, " ");

describe("the section about targets", () => {
  const input = consequenceInput(["a", "b"]);
  const { document, section } = sectionOf(input);
  const find = (measure: string, strategy: string, level = "all"): Figure =>
    input.figures.find(
      (figure) =>
        figure.section === "consequence" &&
        figure.measure === measure &&
        figure.strategy === strategy &&
        figure.block === "all" &&
        figure.level === level,
    )!;

  it("follows those of the lists, and stands in the navigation", () => {
    expect([...document.querySelectorAll("section")].at(-1)!.id).toBe("consequence");
    expect(textOf(document.querySelector('nav a[href="#consequence"]')!)).toBe("Targets");
  });

  it("says first, in plain words, who asks most and where the choice matters", () => {
    // List b asks half of the schools for .1 more: .05 on average.
    expect(find("improvement_mean", "a").value).toBeCloseTo(0.5, 10);
    expect(textOf(section.querySelector("p")!)).toBe(
      "120 schools would have a target. On average “b” asks for the largest improvement (0.550 points), and “a” for the smallest (0.500 points). " +
        "The choice matters most between “a” and “b”: 50% of the schools would have another target.",
    );
  });

  it("says that nothing was drafted, and how many figures the rule of ten leaves out", () => {
    const { value, n } = find("hidden_figures", "all");
    const text = textOf(section);
    expect(text).toContain("Nothing was drafted, and no target that was set was read.");
    expect(text).toContain(`fewer than 10 schools, alone or by subtraction: ${value} of ${n} figures are left out`);
  });

  it("plots the mean improvement by fifth of deprivation in order, with the same numbers in the table beneath", () => {
    const plot = section.querySelector("svg")!;
    expect(plot.getAttribute("aria-label")).toContain("by fifth of deprivation, 5 fifths, under a and b.");
    const rows = [...section.querySelectorAll(".exhibit tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!),
    );
    const fifths = ["1 least deprived", "2", "3", "4", "5 most deprived"];
    const mean = (list: string, fifth: string) => find("improvement_mean", list, fifth).value!.toFixed(3);
    expect(rows).toEqual([["fifth", "a", "b"], ...fifths.map((fifth) => [fifth, mean("a", fifth), mean("b", fifth)])]);
  });

  it("shows a dash for what is hidden", () => {
    expect(find("largest_increase_share", "a")).toBeUndefined();
    const cells = [...section.querySelectorAll("table")][0]!.querySelectorAll("tbody tr")[0]!.querySelectorAll("td");
    expect(cells[6]!.textContent).toBe("–");
  });

  it("says so where too few schools have a target", () => {
    const without = input.figures.filter(({ section }) => section !== "consequence");
    const { section: empty } = sectionOf({ ...input, figures: without });
    expect(textOf(empty)).toContain("Too few schools would have a target");
    expect(empty.querySelectorAll("svg").length).toBe(0);
  });
});
