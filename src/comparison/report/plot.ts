// Draws plots on the server: Observable Plot makes SVG in a document of linkedom.
import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { html, Markup } from "./markup.js";
import { ink } from "./palette.js";
import { shorten } from "./words.js";

/** Pixels. A plot fits a telephone at its natural size; on wider pages, plots stand side by side. */
export const width = 340;

/** Pixels beside a plot, clockwise from the top. */
export const margins = (marginTop: number, marginRight: number, marginBottom: number, marginLeft: number) => ({
  marginTop,
  marginRight,
  marginBottom,
  marginLeft,
});

/** The scale of rows with names, the first at the top. */
export const namedRows = (names: readonly string[]) => ({
  label: null,
  domain: [names.length - 0.5, -0.5],
  ticks: [...names.keys()],
  tickSize: 0,
  tickFormat: (at: number) => shorten(names[at]!, 17),
});

export interface Drawing {
  readonly title: string;
  /** For those who do not see it: what the plot shows, and its extreme values. */
  readonly alternative: string;
  readonly options: PlotOptions;
}

const { document } = parseHTML("<!doctype html><html></html>");

/** One plot as an image with a text alternative. Nothing in it may be clipped: Plot numbers clip paths across plots. */
export function draw({ title, alternative, options }: Drawing): Markup {
  const svg = plot({ width, style: { fontSize: "12px", color: ink, overflow: "visible" }, ...options, document });
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  const figure = `width: ${svg.getAttribute("width") ?? width}px`;
  // linkedom escapes only quotes in attributes, so the template writes this one.
  const drawn = html`<svg role="img" aria-label="${alternative}"${new Markup(svg.outerHTML.slice("<svg".length))}`;
  return html`<figure style="${figure}"><figcaption>${title}</figcaption>${drawn}</figure>`;
}
