// What a person types, as PostgreSQL text search queries. Words hold letters and digits alone, so none is an operator.
import type { Sql } from "../database/database.js";
import { joined, spellingsAt, writtenWords } from "./search-words.js";

type Query =
  | { readonly term: string; readonly begins?: boolean }
  | { readonly all: readonly Query[] }
  | { readonly any: readonly Query[] };

/** A search that was read, as `tsquery` texts. */
export interface Search {
  readonly found: string;
  /** How well a school fits, best first: whole words of the name, its words' beginnings, the town too, any place too. */
  readonly ranks: readonly string[];
}

/**
 * Reads a search. Every word must be found, whole or by its beginning; where no school has them all, words that are
 * spelt alike will do. The filters beside it do not matter for that: a search means the same with and without them.
 * @returns null for a blank text, which is no search; a text without a word in it finds nothing
 */
export async function readSearch(sql: Sql, text: string | null | undefined): Promise<Search | null> {
  if (!text?.trim()) return null;
  const query = queryOf(text);
  const search = searchOf(query);
  const words = misspellable(query);
  if (words.length === 0 || (await findsAny(sql, search))) return search;
  const alike = await wordsAlike(sql, words);
  return searchOf(withAlike(query, alike));
}

async function findsAny(sql: Sql, { found }: Search): Promise<boolean> {
  const [row] = await sql.query<{ any: boolean }>(
    // Materialized, so that the index is used: a scan of the table would hope to come across one soon.
    `WITH found AS MATERIALIZED (SELECT FROM school WHERE search_vector @@ $1::tsquery)
     SELECT EXISTS (SELECT FROM found) AS "any"`,
    [found],
  );
  return row?.any === true;
}

const searchOf = (query: Query): Search => ({
  found: textOf(query),
  ranks: [textOf(query, "A", true), textOf(query, "A"), textOf(query, "AB"), textOf(query, "ABC")],
});

/** @param weights where the words may be from; anywhere unless given @param whole beginnings do not count */
function textOf(query: Query, weights = "", whole = false): string {
  if ("term" in query) {
    const flags = (query.begins && !whole ? "*" : "") + weights;
    return `'${query.term}'${flags && `:${flags}`}`;
  }
  const [parts, operator] = "all" in query ? [query.all, " & "] : [query.any, " | "];
  const texts = parts.map((part) => textOf(part, weights, whole));
  return texts.length === 1 ? (texts[0] as string) : texts.length ? `(${texts.join(operator)})` : "";
}

function queryOf(text: string): Query {
  const written = writtenWords(text);
  const parts: Query[] = [];
  let plain: string[] = [];
  for (const [index, word] of written.entries()) {
    const last = index === written.length - 1;
    if (word.length === 1) plain.push(...word);
    if (plain.length && (last || word.length > 1)) {
      parts.push(...partsOf(plain, last && word.length === 1));
      plain = [];
    }
    if (word.length > 1) parts.push(hyphenated(word, last));
  }
  return { all: parts };
}

/** `co-op` is one term; `all-through` is `allthrough`, or `all` and `through`. */
function hyphenated(word: readonly string[], last: boolean): Query {
  const parts = partsOf(word, last);
  const whole = joined(word);
  if (parts.length === 1 || !whole) return { all: parts };
  return { any: [{ term: whole, begins: true }, { all: parts }] };
}

/** @param last the text ends with these words: the person may be in the middle of a spelling */
function partsOf(words: readonly string[], last: boolean): Query[] {
  const parts: Query[] = [];
  for (let at = 0; at < words.length; ) {
    const [word = "", next = ""] = words.slice(at, at + 2);
    const pair = ofPair(word, next);
    const [spelling] = spellingsAt(words, at, last);
    if (pair) {
      parts.push(pair);
      at += 2;
    } else if (spelling) {
      const asTyped = words.slice(at, at + spelling.length).map((term) => ({ term, begins: true }));
      const ends = last && at + spelling.length === words.length;
      const growing = spelling.begun || (ends && spelling.length === 1);
      parts.push(growing ? { any: [{ term: spelling.term }, { all: asTyped }] } : { term: spelling.term });
      at += spelling.length;
    } else {
      parts.push(ofWord(word));
      at++;
    }
  }
  return parts;
}

/** A postcode, the end of which may be missing, or a LAESTAB such as 123/4567. */
function ofPair(word: string, next: string): Query | null {
  if (outwardCode.test(word) && /^\d[a-z]{0,2}$/.test(next)) return { term: `@${word} ${next}`, begins: true };
  if (/^\d{3}$/.test(word) && /^\d{4}$/.test(next)) return { term: `#${word}${next}` };
  return null;
}

const outwardCode = /^[a-z]{1,2}\d[a-z\d]?$/;

function ofWord(word: string): Query {
  const meanings: Query[] = [{ term: word, begins: true }];
  if (/^\d{6,7}$/.test(word)) meanings.push({ term: `#${word}` });
  if (outwardCode.test(word)) meanings.push({ term: `@${word}` }, { term: `@${word} `, begins: true });
  const [, outward, inward] = /^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})$/.exec(word) ?? [];
  if (outward) meanings.push({ term: `@${outward} ${inward}`, begins: true });
  return { any: meanings };
}

/** Words to look for others like: each costs a look-up, so a search of more than a name's usual length has none. */
const mostMisspellable = 12;

function misspellable(query: Query): string[] {
  const words = new Set<string>();
  const collect = (part: Query): void => {
    if (!("term" in part)) for (const inner of "all" in part ? part.all : part.any) collect(inner);
    else if (part.begins && /^\p{L}{3,}$/u.test(part.term)) words.add(part.term);
  };
  collect(query);
  return words.size <= mostMisspellable ? [...words] : [];
}

const mostAlike = 5;

async function wordsAlike(sql: Sql, words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.query<{ word: string; alike: string[] }>(
    `SELECT given.word, ARRAY(SELECT known.word FROM school_word known WHERE known.word % given.word
         AND left(known.word, 1) = left(given.word, 1)
       ORDER BY similarity(known.word, given.word) DESC, known.word COLLATE "C" LIMIT $2) AS alike
     FROM unnest($1::text[]) AS given(word)`,
    [words, mostAlike],
  );
  return new Map(rows.map(({ word, alike }) => [word, alike]));
}

function withAlike(query: Query, alike: ReadonlyMap<string, readonly string[]>): Query {
  if ("all" in query) return { all: query.all.map((part) => withAlike(part, alike)) };
  if ("any" in query) return { any: query.any.map((part) => withAlike(part, alike)) };
  const others = alike.get(query.term) ?? [];
  return query.begins && others.length ? { any: [query, ...others.map((term) => ({ term }))] } : query;
}
