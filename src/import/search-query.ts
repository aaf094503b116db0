// Turns a search text into PostgreSQL text search queries. Words have only letters and digits, so none is an operator.
import type { Sql } from "../database/database.js";
import { joined, spellingsAt, writtenWords } from "./search-words.js";

type Query =
  | { readonly term: string; readonly prefix?: boolean }
  | { readonly all: readonly Query[] }
  | { readonly any: readonly Query[] };

/** A search as `tsquery` texts. */
export interface Search {
  readonly tsquery: string;
  /** Queries by relevance, best first: whole words of the name, prefixes in the name, also the town, also any place. */
  readonly ranks: readonly string[];
}

/**
 * Reads a search. Every word must match, whole or as a prefix; where no school has all the words, words with similar
 * spelling match too. Other filters do not affect this: a search means the same with and without them.
 * @returns null for a blank text, which is not a search; a text without any words finds nothing
 */
export async function readSearch(sql: Sql, text: string | null | undefined): Promise<Search | null> {
  if (!text?.trim()) return null;
  const query = queryOf(text);
  const search = searchOf(query);
  const words = wordsThatMayBeMisspelled(query);
  if (words.length === 0 || (await findsAny(sql, search))) return search;
  return searchOf(withSimilarWords(query, await findSimilarWords(sql, words)));
}

async function findsAny(sql: Sql, { tsquery }: Search): Promise<boolean> {
  const [row] = await sql.query<{ any: boolean }>(
    // Materialized, so that the database uses the index: otherwise it may scan the table and hope for an early match.
    `WITH found AS MATERIALIZED (SELECT FROM school WHERE search_vector @@ $1::tsquery)
     SELECT EXISTS (SELECT FROM found) AS "any"`,
    [tsquery],
  );
  return row?.any === true;
}

const searchOf = (query: Query): Search => ({
  tsquery: textOf(query),
  ranks: [textOf(query, "A", true), textOf(query, "A"), textOf(query, "AB"), textOf(query, "ABC")],
});

/** @param weights where the words may occur; anywhere by default @param whole prefixes do not match */
function textOf(query: Query, weights = "", whole = false): string {
  if ("term" in query) {
    const flags = (query.prefix && !whole ? "*" : "") + weights;
    return flags ? `'${query.term}':${flags}` : `'${query.term}'`;
  }
  const [parts, operator] = "all" in query ? [query.all, " & "] : [query.any, " | "];
  const texts = parts.map((part) => textOf(part, weights, whole));
  if (texts.length <= 1) return texts[0] ?? "";
  return `(${texts.join(operator)})`;
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

/** `co-op` is one term; `all-through` matches `allthrough`, or `all` and `through`. */
function hyphenated(word: readonly string[], last: boolean): Query {
  const parts = partsOf(word, last);
  const whole = joined(word);
  if (parts.length === 1 || !whole) return { all: parts };
  return { any: [{ term: whole, prefix: true }, { all: parts }] };
}

/** @param last the text ends with these words, so the last spelling may be incomplete */
function partsOf(words: readonly string[], last: boolean): Query[] {
  const parts: Query[] = [];
  let at = 0;
  while (at < words.length) {
    const [word = "", next = ""] = words.slice(at, at + 2);
    const pair = ofPair(word, next);
    const [spelling] = spellingsAt(words, at, last);
    if (pair) {
      parts.push(pair);
      at += 2;
    } else if (spelling) {
      const asTyped = words.slice(at, at + spelling.length).map((term) => ({ term, prefix: true }));
      const ends = last && at + spelling.length === words.length;
      const mayContinue = spelling.incomplete || (ends && spelling.length === 1);
      parts.push(mayContinue ? { any: [{ term: spelling.term }, { all: asTyped }] } : { term: spelling.term });
      at += spelling.length;
    } else {
      parts.push(ofWord(word));
      at++;
    }
  }
  return parts;
}

/** A postcode, perhaps without its end, or a LAESTAB such as 123/4567. */
function ofPair(word: string, next: string): Query | null {
  if (outwardCode.test(word) && /^\d[a-z]{0,2}$/.test(next)) return { term: `@${word} ${next}`, prefix: true };
  if (/^\d{3}$/.test(word) && /^\d{4}$/.test(next)) return { term: `#${word}${next}` };
  return null;
}

const outwardCode = /^[a-z]{1,2}\d[a-z\d]?$/;

function ofWord(word: string): Query {
  const meanings: Query[] = [{ term: word, prefix: true }];
  if (/^\d{6,7}$/.test(word)) meanings.push({ term: `#${word}` });
  if (outwardCode.test(word)) meanings.push({ term: `@${word}` }, { term: `@${word} `, prefix: true });
  const [, outward, inward] = /^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})$/.exec(word) ?? [];
  if (outward) meanings.push({ term: `@${outward} ${inward}`, prefix: true });
  return { any: meanings };
}

/** A search with more words is longer than a usual name and gets no similar words, since each word costs a look-up. */
const maxMisspelledWords = 12;

function wordsThatMayBeMisspelled(query: Query): string[] {
  const words = new Set<string>();
  const collect = (part: Query): void => {
    if (!("term" in part)) for (const inner of "all" in part ? part.all : part.any) collect(inner);
    else if (part.prefix && /^\p{L}{3,}$/u.test(part.term)) words.add(part.term);
  };
  collect(query);
  return words.size <= maxMisspelledWords ? [...words] : [];
}

const maxSimilarWords = 5;

async function findSimilarWords(sql: Sql, words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.query<{ word: string; similar: string[] }>(
    `SELECT typed.word, ARRAY(SELECT school_word.word FROM school_word WHERE school_word.word % typed.word
         AND left(school_word.word, 1) = left(typed.word, 1)
       ORDER BY similarity(school_word.word, typed.word) DESC, school_word.word COLLATE "C" LIMIT $2) AS "similar"
     FROM unnest($1::text[]) AS typed(word)`,
    [words, maxSimilarWords],
  );
  return new Map(rows.map(({ word, similar }) => [word, similar]));
}

function withSimilarWords(query: Query, similar: ReadonlyMap<string, readonly string[]>): Query {
  if ("all" in query) return { all: query.all.map((part) => withSimilarWords(part, similar)) };
  if ("any" in query) return { any: query.any.map((part) => withSimilarWords(part, similar)) };
  const others = similar.get(query.term) ?? [];
  return query.prefix && others.length ? { any: [query, ...others.map((term) => ({ term }))] } : query;
}
