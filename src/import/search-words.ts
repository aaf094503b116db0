// Splits text into words for search, in the same way for a school's name and for what a person types.

/** One word; a hyphenated word has several parts. */
type Word = readonly string[];

const apostrophes = /['’‘‛ʼ`´′＇]/g;

/** The words of a text in order, in lower case, without accents, apostrophes or the points of abbreviations. */
export function writtenWords(text: string): Word[] {
  const plain = text
    .replace(apostrophes, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu, "$1") // c.e. -> ce.
    .replace(/\bce(va|vc)\b/g, "ce $1")
    .replace(/[&+]/g, " and ");
  // At most 60 characters per word: the database limits the length.
  const words = plain.match(/[\p{L}\p{N}]{1,60}(?:[-‐‒–—][\p{L}\p{N}]{1,60})*/gu) ?? [];
  return words.map((word) => word.split(/[-‐‒–—]/));
}

/** A hyphenated word as one word, for `co-op` or `stoke-on-trent`; null with more than four parts. */
export const joined = (word: Word): string | null => (word.length > 1 && word.length <= 4 ? word.join("") : null);

/** One term for several spellings. A school has the term as well as its own words; a search has it instead of them. */
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

interface Spelling {
  readonly term: string;
  /** The number of words of the text that it covers. */
  readonly length: number;
  /** The text ends before the spelling does: `church of eng`. */
  readonly incomplete: boolean;
}

/** The spellings that start at a word, longest first; incomplete ones only where `mayEnd` allows them. */
export function spellingsAt(words: readonly string[], start: number, mayEnd = false): Spelling[] {
  const found: Spelling[] = [];
  for (const { term, words: spelling } of byFirstWord.get(words[start] ?? "") ?? []) {
    const typed = words.slice(start, start + spelling.length);
    const last = typed.length - 1;
    const complete = typed.length === spelling.length && typed.every((word, index) => word === spelling[index]);
    const incomplete =
      !complete &&
      mayEnd &&
      start + typed.length === words.length &&
      last > 0 &&
      typed.every((word, index) => (index === last ? spelling[index]?.startsWith(word) : word === spelling[index]));
    if (complete || incomplete) found.push({ term, length: typed.length, incomplete });
  }
  return found.sort((one, other) => other.length - one.length);
}
