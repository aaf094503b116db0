// HTML as text. Whatever is put into a template is escaped, unless a template made it.

export class Markup {
  constructor(readonly text: string) {}
}

type Content = string | number | Markup | readonly Markup[];

/** A tag for templates: html`<p>${name}</p>`. Strings and numbers are escaped, for text and for quoted attributes. */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const written = contents.map((content) => textOf(content));
  return new Markup(literals.map((literal, at) => literal + (written[at] ?? "")).join(""));
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(({ text }) => text).join("\n");
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly string[])[];
}

/** A table that can be folded. It is open at first, so that it is printed. A wide or long one scrolls on a screen. */
export function tableOf({ caption, head, rows }: Table): Markup {
  const lines = rows.map(
    ([heading = "", ...cells]) =>
      html`<tr><th scope="row">${heading}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<details open><summary>Table: ${caption}</summary>
<div class="scroll" role="region" aria-label="Table: ${caption}" tabindex="0"><table>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${lines}
</tbody></table></div></details>`;
}

/** @param parts what the section shows, or one line that says why there is nothing */
export const sectionOf = (id: string, heading: string, parts: readonly Markup[]): Markup =>
  html`<section id="${id}"><h2>${heading}</h2>
${parts}
</section>`;

/** Plots and the table of what they show, side by side where there is room. */
export const exhibitOf = (plots: readonly Markup[], table: Table): Markup => html`<div class="exhibit">
${plots}
${tableOf(table)}
</div>`;
