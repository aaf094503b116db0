// The words of a text as search compares them: the same for a school's name and for what a person types.

/** One word as it is written; a hyphenated one has several parts. */
export type Written = readonly string[];

const apostrophes = /['’‘‛ʼ`´′＇]/g;

/** Written words in order: in lower case, without accents and apostrophes, abbreviations without their points. */
export function writtenWords(text: string): Written[] {
  const plain = text
    .replace(apostrophes, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu, "$1") // c.e. -> ce.
    .replace(/\bce(va|vc)\b/g, "ce $1")
    .replace(/[&+]/g, " and ");
  // At most 60 characters a word: the database takes no endless ones.
  const words = plain.match(/[\p{L}\p{N}]{1,60}(?:[-‐‒–—][\p{L}\p{N}]{1,60})*/gu) ?? [];
  return words.map((word) => word.split(/[-‐‒–—]/));
}

/** Parts of a hyphenated word that is also looked for as one word: `co-op`, `stoke-on-trent`. */
export const joined = (word: Written): string | null => (word.length > 1 && word.length <= 4 ? word.join("") : null);

/** One term for several spellings. A school has the term beside its own words; a search has it in their place. */
const spellings: readonly (readonly [term: string, ...spellings: string[]])[] = [
  ["saint", "saint", "st"],
  ["saints", "saints", "sts", "ss"],
  ["cofe", "church of england", "c of e", "c e", "cofe", "ce"],
  // Nearly every Catholic school is Roman Catholic, whether its name says so or not.
  ["catholic", "roman catholic", "catholic", "r c", "rc"],
  ["coop", "co op", "coop", "co operative", "cooperative"],
];

const byFirstWord = new Map<string, { readonly term: string; readonly words: readonly string[] }[]>();
for (const [term, ...written] of spellings) {
  for (const words of written.map((spelling) => spelling.split(" "))) {
    const first = words[0] as string;
    byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { term, words }]);
  }
}

export interface Spelling {
  readonly term: string;
  /** How many words of the text are it. */
  readonly length: number;
  /** The text ends before the spelling does: `church of eng`. */
  readonly begun: boolean;
}

/** The spellings that begin at a word, complete ones only unless the text may end within one. Longest first. */
export function spellingsAt(words: readonly string[], at: number, mayEnd = false): Spelling[] {
  const found: Spelling[] = [];
  for (const { term, words: spelling } of byFirstWord.get(words[at] ?? "") ?? []) {
    const given = words.slice(at, at + spelling.length);
    const last = given.length - 1;
    const complete = given.length === spelling.length && given.every((word, index) => word === spelling[index]);
    const begun =
      !complete &&
      mayEnd &&
      at + given.length === words.length &&
      last > 0 &&
      given.every((word, index) => (index === last ? spelling[index]?.startsWith(word) : word === spelling[index]));
    if (complete || begun) found.push({ term, length: given.length, begun });
  }
  return found.sort((one, other) => other.length - one.length);
}
