// The page around the sections. It has no script, asks for nothing, and prints.
import { html, Markup } from "./markup.js";
import { colours, grey, ink } from "./palette.js";

const style = new Markup(`
:root { color: ${ink}; background: #fff; font: 16px/1.5 system-ui, sans-serif; color-scheme: light; }
body { max-width: 1120px; margin: 0 auto; padding: 0 16px 48px; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
h1 { margin: 24px 0 8px; }
h2 { margin: 40px 0 8px; padding-top: 12px; border-top: 2px solid ${ink}; font-size: 1.375rem; }
h3 { margin: 24px 0 4px; font-size: 1.125rem; }
p { max-width: 46rem; margin: 8px 0; }
a { color: ${colours[0]}; }
nav ul, .key { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0; padding: 0; list-style: none; }
.exhibit { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; margin: 12px 0; }
figure { margin: 0; max-width: 100%; }
figcaption { font-weight: 600; font-size: 0.9375rem; }
figure svg { display: block; max-width: 100%; height: auto; }
details { margin: 12px 0; min-width: 0; }
.exhibit details { flex: 1 1 24rem; margin: 0; }
.exhibit figure:nth-of-type(3) ~ details { flex-basis: 100%; }
summary { cursor: pointer; color: ${grey}; }
.scroll { overflow: auto; width: fit-content; max-width: 100%; max-height: 26rem; border: 1px solid ${grey}; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding: 3px 10px; text-align: right; vertical-align: top; white-space: nowrap; border-bottom: 1px solid #ddd; }
th { white-space: normal; min-width: 5rem; max-width: 16rem; }
thead th { vertical-align: bottom; background: #f1f1f1; position: sticky; top: 0; }
th:first-child { min-width: 7rem; text-align: left; }
@page { size: A4; margin: 12mm; }
@media print {
  :root { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  .exhibit { display: block; }
  .exhibit figure { display: inline-block; margin: 0 8px 8px 0; vertical-align: top; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  table { font-size: 8pt; }
  th, td { padding: 1px 5px; min-width: 0; white-space: normal; }
  th:first-child { min-width: 5rem; }
  thead th { position: static; }
  h2, h3, summary, section > p, .key { break-after: avoid; }
  figure, tr { break-inside: avoid; }
}
`);

export interface PageSection {
  readonly id: string;
  /** In the navigation. */
  readonly name: string;
  readonly content: Markup;
}

interface Page {
  readonly title: string;
  readonly sections: readonly PageSection[];
}

export const pageOf = ({ title, sections }: Page): string =>
  html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${title}</h1>
<nav aria-label="Sections"><ul>${sections.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header>
<main>
${sections.map(({ content }) => content)}
</main>
</body>
</html>
`.text;
