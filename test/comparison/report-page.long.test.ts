// The report in a browser: axe finds no violation, and nothing is wider than the screen.
// Skipped without Chromium: `apt-get install chromium`, or name one with CHROMIUM_PATH.
import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/comparison/report/report.js";
import { consequenceInput } from "../targets/consequence/invented.js";
import { inventedComparison, inventedFigures } from "./invented.js";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const names = ["nearest-neighbour", "a", "learned-weights", "gower", "mahalanobis with a long name", "f", "g", "h"];

function reportOf(lists: readonly string[], without: readonly ("heldOut" | "places" | "distances")[] = []): string {
  const compared = inventedComparison({ lists, without });
  return renderReport({ title: "A comparison", compared, figures: inventedFigures(compared), school: 5 });
}

const pages = [
  ["two lists", reportOf(names.slice(0, 2))],
  ["eight lists", reportOf(names)],
  ["two lists with targets", renderReport(consequenceInput(names.slice(0, 2)))],
  ["eight lists with targets", renderReport(consequenceInput(names))],
  ["no held-out year, places and distances", reportOf(names.slice(0, 3), ["heldOut", "places", "distances"])],
] as const;

describe.skipIf(!existsSync(executablePath))(
  "report.html in Chromium (skipped without CHROMIUM_PATH or /usr/bin/chromium)",
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args });
    });

    afterAll(() => browser.close());

    async function open(html: string, width: number): Promise<Page> {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.setContent(html);
      return page;
    }

    describe.each([1280, 380])("%i pixels wide", (width) => {
      it.each(pages)("has no violation that axe finds: %s", async (_, html) => {
        const page = await open(html, width);
        await page.evaluate(axe.source);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
          const found = await axe.run();
          return found.violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" ")}`,
          );
        });
        expect(violations).toEqual([]);
        await page.close();
      });

      it.each(pages)("is not wider than the screen: %s", async (_, html) => {
        const page = await open(html, width);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await page.close();
      });

      it("draws plots at their natural size", async () => {
        const page = await open(pages[1][1], width);
        const shrunk = await page.evaluate(
          () =>
            [...document.querySelectorAll("figure > svg")].filter(
              (plot) => plot.getBoundingClientRect().width < Number(plot.getAttribute("width")),
            ).length,
        );
        expect(shrunk).toBe(0);
        await page.close();
      });
    });

    it("prints every table in full", async () => {
      const page = await open(pages[0][1], 1280);
      await page.emulateMedia({ media: "print" });
      const cut = await page.evaluate(
        () =>
          [...document.querySelectorAll(".scroll")].filter((table) => table.scrollHeight > table.clientHeight + 1)
            .length,
      );
      expect(cut).toBe(0);
      await page.close();
    });
  },
);
