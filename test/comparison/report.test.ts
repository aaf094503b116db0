import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/comparison/figure.js";
import { type ReportInput, renderReport } from "../../src/comparison/report/report.js";
import { type Invention, inventedComparison, inventedFigures } from "./invented.js";

function inputOf(invention: Invention, more: Partial<ReportInput> = {}): ReportInput {
  const compared = inventedComparison(invention);
  return { title: "Two lists", compared, figures: inventedFigures(compared), school: 5, ...more };
}

const documentOf = (input: ReportInput) => parseHTML(renderReport(input)).document;

type Page = ReturnType<typeof documentOf>;

const textOf = (page: Page, selector: string) => page.querySelector(selector)!.textContent!.replace(/\s+/g, " ");

/** The cells of the table whose caption starts so. */
function cellsOf(page: Page, caption: string): string[][] {
  const details = [...page.querySelectorAll("details")].find((each) =>
    each.querySelector("summary")!.textContent!.startsWith(`Table: ${caption}`),
  )!;
  return [...details.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!),
  );
}

const figureIn = ({ figures }: ReportInput, wanted: Partial<Figure>): Figure =>
  figures.find((figure) =>
    Object.entries({ block: "all", group: "all", ...wanted }).every(
      ([name, value]) => figure[name as keyof Figure] === value,
    ),
  )!;

const written = ({ value, low, high }: Figure) =>
  `${value!.toFixed(3)} (${low!.toFixed(3)}\u00a0to\u00a0${high!.toFixed(3)})`;

describe("report.html", () => {
  const input = inputOf({ lists: ["a", "b", "c"] });
  const page = documentOf(input);

  it("has no script, and asks for no other file", () => {
    const html = renderReport(input);
    expect(html.match(/<script|\son\w+=|<link|<img|url\(|src=|@import/i)).toBeNull();
    expect([...html.matchAll(/https?:\/\/[^"' ]+/g)].map(([address]) => address)).toEqual([]);
    expect(page.querySelector("[http-equiv]")!.getAttribute("content")).toContain("default-src 'none'");
  });

  it("is the same text for the same input, whatever was rendered before", () => {
    const first = renderReport(input);
    renderReport(inputOf({ lists: ["x", "y"] }));
    expect(renderReport(inputOf({ lists: ["a", "b", "c"] })) === first).toBe(true);
  });

  it("has the sections in order", () => {
    expect([...page.querySelectorAll("section")].map(({ id }) => id)).toEqual([
      "summary",
      "agreement",
      "balance",
      "validity",
      "hubs",
      "nearness",
      "school",
      "one-school",
    ]);
  });

  it("tells every plot in words, with its extreme values", () => {
    const plots = [...page.querySelectorAll("figure > svg")];
    expect(plots.length).toBe(20);
    for (const plot of plots) {
      expect(plot.getAttribute("role")).toBe("img");
      expect(plot.getAttribute("aria-label")).toMatch(/\d.*\.$/);
    }
    const rms = input.figures.filter(
      (figure) => figure.measure === "rms" && figure.other === "" && figure.block === "all" && figure.group === "all",
    );
    const { value, attribute, strategy } = rms.reduce((a, b) => (b.value! > a.value! ? b : a));
    expect(page.querySelector("#balance svg")!.getAttribute("aria-label")).toContain(
      `Furthest from 0: ${value!.toFixed(2)} (${attribute}, ${strategy}).`,
    );
  });

  it("draws no plot that Observable Plot warns of or clips", () => {
    expect(renderReport(input).match(/⚠|clip-path/)).toBeNull();
  });

  it("has the figures in tables", () => {
    const jaccard = figureIn(input, { measure: "jaccard", strategy: "a", other: "c" });
    expect(cellsOf(page, "agreement of each two lists").find(([name]) => name === "a and c")![1]).toBe(
      written(jaccard),
    );
    const overlap = figureIn(input, { measure: "overlap_at_depth", strategy: "a", other: "b", attribute: "3" });
    expect(cellsOf(page, "overlap by depth")[1]![3]).toBe(`${(100 * overlap.value!).toFixed(1)}%`);
    const rms = figureIn(input, { measure: "rms", strategy: "b", other: "random", attribute: "sen" });
    expect(cellsOf(page, "Difference from").find(([name]) => name === "sen")![4]).toBe(rms.value!.toFixed(3));
    const difference = figureIn(input, { measure: "rmse_difference", strategy: "b", other: "c" });
    expect(cellsOf(page, "differences").find(([name]) => name === "b less c")![1]).toBe(written(difference));
    const east = figureIn(input, { measure: "rmse", strategy: "c", other: "", group: "region", level: "East" });
    expect(cellsOf(page, "root-mean-square error by").find(([name]) => name === "region: East")![3]).toBe(
      `${east.value!.toFixed(3)} (100)`,
    );
    const reciprocity = figureIn(input, { measure: "reciprocity", strategy: "a" });
    expect(cellsOf(page, "concentration")[1]![6]).toContain(`${(100 * reciprocity.value!).toFixed(1)}%`);
  });

  it("counts nobody's peers apart from schools that are seldom a peer", () => {
    const { peers } = input.compared.lists[0]!;
    const isPeer = new Set(peers.flatMap((ofSchool) => [...ofSchool]));
    const [nobodys, seldom] = cellsOf(page, "schools by how often").slice(1);
    expect(nobodys!.slice(0, 2)).toEqual(["nobody's peer", String(peers.length - isPeer.size)]);
    expect(seldom![0]).toBe("1 to 5");
    const all = cellsOf(page, "schools by how often")
      .slice(1)
      .reduce((sum, cells) => sum + Number(cells[1]), 0);
    expect(all).toBe(peers.length);
  });

  it("has every peer of the chosen school with its rank in each list", () => {
    const { lists, schools } = input.compared;
    const rows = cellsOf(page, "peers of 100005").slice(1);
    const peers = new Set(lists.flatMap((list) => [...list.peers[5]!]));
    expect(rows.map(([id]) => id).sort()).toEqual([...peers].map((peer) => schools.ids[peer]!).sort());
    const nearest = rows.find(([id]) => id === schools.ids[lists[1]!.peers[5]![0]!])!;
    expect(nearest[3]).toBe("1");
  });

  it("leaves out maps and the section about one school where none is chosen", () => {
    const without = documentOf(inputOf({ lists: ["a", "b"] }, { school: undefined }));
    expect(without.querySelector("#school, #one-school")).toBeNull();
  });

  it("shows at most four lists in a plot of attributes", () => {
    const eight = documentOf(inputOf({ lists: ["a", "b", "c", "d", "e", "f", "g", "h"] }));
    expect(eight.querySelectorAll("#balance svg").length).toBe(4);
    const fills = [...eight.querySelectorAll("#balance svg [fill^='#']")].map((mark) => mark.getAttribute("fill"));
    expect(new Set(fills.filter((fill) => fill !== "#5f5f5f")).size).toBe(4);
  });
});

describe("report.html of runs that were made again", () => {
  const input = inputOf({ lists: ["a", "b"] });
  const steady = (measure: string, strategy: string, attribute: string, value: number | null): Figure => {
    const part = { block: "all", group: "all", level: "all" };
    return {
      section: "steadiness",
      measure,
      strategy,
      other: "",
      attribute,
      ...part,
      value,
      low: null,
      high: null,
      n: 9,
    };
  };
  const figures = [
    steady("jaccard_one_pupil", "a", "", 0.625),
    steady("jaccard_one_pupil", "b", "", 0.875),
    steady("jaccard_missing", "a", "", 0.75),
    steady("jaccard_without", "a", "fsm", null),
    steady("jaccard_without", "b", "fsm", 0.5),
    steady("jaccard_without", "b", "roll", 0.25),
  ];
  const page = documentOf({ ...input, figures: [...input.figures, ...figures] });

  it("has a table of every change, with a dash where nobody is matched", () => {
    expect(cellsOf(page, "Jaccard's index of peers before and after")).toEqual([
      ["change", "a", "b"],
      ["one pupil either way in every percentage", "0.625", "0.875"],
      ["one figure missing for 1% of schools", "0.750", "not read"],
      ["without fsm", "–", "0.500"],
      ["without roll", "not read", "0.250"],
    ]);
    expect(page.querySelectorAll("#steadiness svg")).toHaveLength(2);
  });

  it("names the steadiest list first in plain words", () => {
    expect(textOf(page, "#summary")).toContain("88% under “b” and 63% under “a” are peers both times.");
  });

  it("has no section of it without these figures", () => {
    expect(documentOf(input).querySelector("#steadiness")).toBeNull();
  });
});

describe("report.html with names that are not plain", () => {
  const names = ['<script>alert("1")</script>', `it's "quoted" & <b>bold</b>`];
  const input = inputOf(
    { lists: names, attributes: ["<i>fsm</i>", '" onload="alert(1)'] },
    { title: "</title><script>" },
  );
  const page = documentOf(input);

  it("escapes them everywhere", () => {
    expect(renderReport(input).match(/<script|<b>|<i>|" onload/)).toBeNull();
    expect(page.querySelectorAll("script, b, i, [onload]").length).toBe(0);
  });

  it("shows them as they are", () => {
    expect(textOf(page, "h1")).toBe("</title><script>");
    expect(textOf(page, "#summary")).toContain(names[0]);
    expect(textOf(page, "#hubs figcaption")).toBe(names[0]);
    expect(page.querySelector("#hubs svg")!.getAttribute("aria-label")).toContain(names[0]);
    expect(cellsOf(page, "concentration")[2]![0]).toBe(names[1]);
  });
});

describe("report.html without some of the data", () => {
  const absent = ["heldOut", "places", "distances"] as const;
  const page = documentOf(inputOf({ lists: ["a", "b"], attributes: [], without: absent }));

  it.each([
    ["#balance", "No balance: no attributes were named to measure it on."],
    ["#validity", "No validity: it needs a held-out year of attendance, and there is none."],
    ["#nearness", "No kilometres: no school and its peer both have an easting and a northing."],
    ["#nearness", "No distances: the lists have ranks alone."],
    ["#school", "No maps: the easting and northing of school 100005 are not known."],
  ])("says in %s why it is absent", (section, line) => {
    expect(textOf(page, section)).toContain(line);
    expect(page.querySelectorAll(`${section} svg`).length).toBe(0);
  });

  it("shows a dash for a figure that is not defined", () => {
    const input = inputOf({ lists: ["a", "b"] });
    const figures = input.figures.map((figure) => ({ ...figure, value: null, low: null, high: null }));
    const cells = cellsOf(documentOf({ ...input, figures }), "agreement of each two lists");
    expect(cells[1]!.slice(1)).toEqual(Array(8).fill("–"));
  });
});
