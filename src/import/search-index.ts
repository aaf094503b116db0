// The search index: a PostgreSQL text search vector per school, and the list of all words for misspellings.
import { sql as expression } from "kysely";
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { joined, spellingsAt, writtenWords } from "./search-words.js";

/** The columns of a school that a search looks at. */
interface SearchableSchool {
  readonly urn: number;
  readonly laestab?: number | null;
  readonly name: string;
  readonly town?: string | null;
  readonly district?: string | null;
  readonly county?: string | null;
  readonly laName?: string | null;
  readonly postcode?: string | null;
}

/**
 * The vector in PostgreSQL's notation. Weights show the origin of a term: A the name, B the town, C district, county
 * and local authority, D postcode and numbers. Terms of weight D start with a mark, so that no word matches them by
 * accident: `@sw1a 2aa` and its district `@sw1`, `#123456`.
 */
export function searchVector(school: SearchableSchool): string {
  const terms = [
    ...termsOf([school.name]).map((term) => `'${term}':1A`),
    ...placeTerms([school.town]).map((term) => `'${term}':1B`),
    ...placeTerms([school.district, school.county, school.laName]).map((term) => `'${term}':1C`),
    ...postcodeTerms(school.postcode).map((term) => `'@${term}':1`),
    ...[school.urn, school.laestab].filter((number) => number != null).map((number) => `'#${number}':1`),
  ];
  return terms.join(" ");
}

/** Terms of places by their names: many schools are in one place. */
const knownPlaces = new Map<string, readonly string[]>();
const maxKnownPlaces = 5000;

function placeTerms(names: readonly (string | null | undefined)[]): readonly string[] {
  const key = names.join("\n");
  const known = knownPlaces.get(key) ?? termsOf(names);
  if (knownPlaces.size >= maxKnownPlaces) knownPlaces.clear();
  knownPlaces.set(key, known);
  return known;
}

function termsOf(texts: readonly (string | null | undefined)[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    const hyphenated = writtenWords(text ?? "");
    const words = hyphenated.flat();
    for (const word of words) terms.add(word);
    for (const word of hyphenated.map(joined)) if (word) terms.add(word);
    for (const index of words.keys()) for (const { term } of spellingsAt(words, index)) terms.add(term);
  }
  return [...terms];
}

/** The whole postcode, and its district without a letter after the number: SW1A is part of SW1. */
function postcodeTerms(postcode: string | null | undefined): string[] {
  const compact = writtenWords(postcode ?? "")
    .flat()
    .join("");
  const [, outward, district, inward] = /^(([a-z]{1,2}\d{1,2})[a-z]?)(\d[a-z]{2})$/.exec(compact) ?? [];
  return outward && district && inward ? [`${outward} ${inward}`, district] : [];
}

/** The words of a vector, without postcodes and numbers. */
const wordsIn = (vector: string): string[] => [...vector.matchAll(/'([^'@#]+)'/g)].map(([, word]) => word as string);

/** Adds the words of vectors to the list of all words. */
export async function addWords(sql: Sql, vectors: readonly string[]): Promise<void> {
  const words = [...new Set(vectors.flatMap(wordsIn))];
  await sql.query("INSERT INTO school_word SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", [words]);
}

/**
 * Run once after many changes: deletes words that no school has any more and cleans up the indexes. PGlite has no
 * vacuum, and without statistics the database would not use the indexes.
 */
export async function tidySearch(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM school_word WHERE word NOT IN (SELECT word FROM ts_stat('SELECT search_vector FROM school'))`,
  );
  await sql.query(
    "SELECT gin_clean_pending_list('school_search_vector_idx')::text, gin_clean_pending_list('school_word_word_idx')::text",
  );
  await sql.script("ANALYZE school, school_word");
}

const batchSize = 2000;

/** Adds vectors to schools without one: an older version stored them, or something other than an import. */
export async function indexForSearch(sql: Sql): Promise<void> {
  let hasAdded = false;
  for (;;) {
    const schools = await build(sql)
      .selectFrom("school")
      .select(["urn", "laestab", "name", "town", "district", "county", "laName", "postcode"])
      .where(expression<boolean>`search_vector IS NULL`)
      .orderBy("urn")
      .limit(batchSize)
      .execute();
    if (schools.length === 0) break;
    const vectors = schools.map(searchVector);
    await sql.query(
      `UPDATE school SET search_vector = added.vector::tsvector FROM unnest($1::int[], $2::text[]) AS added(urn, vector)
       WHERE school.urn = added.urn AND search_vector IS NULL`,
      [schools.map(({ urn }) => urn), vectors],
    );
    await addWords(sql, vectors);
    hasAdded = true;
  }
  if (hasAdded) await tidySearch(sql);
}
