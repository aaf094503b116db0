// The blocks of a guide in Markdown, in order, and whether what happened is what it says.

/** A fenced block: its language, the words after it, and its text. */
export interface Block {
  readonly language: string;
  readonly words: string;
  readonly text: string;
}

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, words, text]) => ({
    language: language!,
    words: words!,
    text: text!,
  }));

/** What a guide writes in capitals, such as `GRANT_ID` -> what it was. */
export type Names = Map<string, string>;

/** The text with what its names stand for. */
export const filledIn = (text: string, names: Names): string =>
  text.replace(/\b[A-Z]+_(?:ID|KEY)\b/g, (name) => names.get(name) ?? name);

/**
 * The answer as the guide would write it, where it agrees with it: `"…"` stands for anything, `"…"` at the end of a list
 * for more items, and a name in capitals for what it is from then on.
 */
export function asWritten(answer: unknown, written: unknown, names: Names): unknown {
  if (written === "…") return written;
  if (typeof written === "string" && typeof answer === "string" && /^[A-Z]+_(ID|KEY)$/.test(written)) {
    if (!names.has(written)) names.set(written, answer);
    return names.get(written) === answer ? written : answer;
  }
  if (Array.isArray(written) && Array.isArray(answer)) {
    const isCut = written.at(-1) === "…" && answer.length >= written.length;
    const shown = isCut ? answer.slice(0, written.length - 1) : answer;
    return [...shown.map((item, index) => asWritten(item, written[index], names)), ...(isCut ? ["…"] : [])];
  }
  if (!isObject(written) || !isObject(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, asWritten(value, written[name], names)]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
