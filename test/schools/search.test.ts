// Finding schools by text: a list of searches, and texts without words.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { indexForSearch, searchVector } from "../../src/import/search-index.js";
import { readSearch } from "../../src/import/search-query.js";
import type { SchoolConditions, SchoolPage } from "../../src/schools/school-search.js";
import { testDatabase } from "../support/database.js";
import { countSchools, findSchools } from "./find.js";
import { addDirectory, searches } from "./searches.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await addDirectory(database);
});
afterAll(() => database.close());

const whole: SchoolPage = { order: "RELEVANCE", descending: false, inverted: false, limit: 100 };

const find = async (text: string, filter: SchoolConditions = {}, page: Partial<SchoolPage> = {}) =>
  findSchools(database, { ...filter, search: await readSearch(database, text) }, { ...whole, ...page });

describe("a search", () => {
  it.each(searches)("for %s finds its schools, best first", async (text, urns) => {
    expect(await find(text)).toEqual(urns);
  });

  it("counts what it finds", async () => {
    for (const [text, urns] of searches) {
      const search = await readSearch(database, text);
      expect(await countSchools(database, { search }), text).toBe(urns.length);
    }
  });

  it("finds the same for public viewers", async () => {
    const serving = servingOn(database);
    for (const [text, urns] of searches) {
      const search = await readSearch(serving.public, text);
      expect(await findSchools(serving.public, { search }, whole), text).toEqual(urns);
    }
    await serving.close();
  });

  it("is read page by page, in both directions, each school once", async () => {
    for (const [text, urns] of searches) {
      const forwards: number[] = [];
      for (let after: number | undefined; forwards.length < urns.length; after = forwards.at(-1)) {
        forwards.push(...(await find(text, {}, { limit: 2, after })));
      }
      expect(forwards, text).toEqual(urns);
      const backwards: number[] = [];
      for (let before: number | undefined; backwards.length < urns.length; before = backwards.at(-1)) {
        backwards.push(...(await find(text, {}, { limit: 2, before, inverted: true })));
      }
      expect(backwards, text).toEqual([...urns].reverse());
    }
  });

  it("works with every other filter and order", async () => {
    expect(await find("wexley", { localAuthority: 999 })).toEqual([]);
    expect(await find("tower", { localAuthority: 999 })).toEqual([990030]);
    expect(await find("oak", {}, { order: "URN", descending: true })).toEqual([990029, 990028, 990027]);
    expect(await find("oak", {}, { descending: true })).toEqual([990028, 990029, 990027]);
  });

  it("uses similar words only when no school has the words, whatever the filter", async () => {
    expect(await find("Oakfeild")).toContain(990028);
    expect(await find("oaks")).toEqual([990029]);
    expect(await find("oaks", { localAuthority: 999 })).toEqual([]);
  });

  it.each(["", " ", "\t\n"])("is null when the text is blank: %j", async (text) => {
    expect(await readSearch(database, text)).toBeNull();
  });

  it.each([
    "%",
    "_%",
    "\\",
    "'",
    ":*",
    "| ! <>",
    "()",
    "<->",
    "\u0000",
    "🏫",
    "'':*",
    "-",
    "…",
    "zzz999",
    "999999",
    "ZZ9 9ZZ",
  ])("finds nothing for %j", async (text) => {
    expect(await find(text)).toEqual([]);
  });

  it.each(["!oak", "oak:*", "(oak", "oak | zzz", "oak\\", "oak'", "oak\u0000", "🏫 oak", "oak%"])(
    "reads no character of %j as an operator",
    async (text) => {
      const words = text.includes("zzz") ? [] : [990027, 990029, 990028];
      expect(await find(text)).toEqual(words);
    },
  );

  it("accepts any text of any length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
        await find(text, {}, { limit: 1 });
      }),
      { numRuns: 200 },
    );
    expect(await find("oak ".repeat(500))).toEqual([990027, 990029, 990028]);
    expect(await find(Array.from({ length: 500 }, (_, index) => `word${index}`).join(" "))).toEqual([]);
    expect(await find("x".repeat(5000))).toEqual([]);
    expect(await find("x-".repeat(2500))).toEqual([]);
  });
});

describe("the search vector", () => {
  it("is valid for any name that a file may have", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 500 }), async (name) => {
        await database.query("SELECT $1::tsvector", [searchVector({ urn: 990_001, name, town: name, postcode: name })]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("schools stored by an older version", () => {
  it("are found again once they are indexed", async () => {
    await database.script("UPDATE school SET search_vector = NULL; DELETE FROM school_word");
    expect(await find("oak")).toEqual([]);
    await indexForSearch(database);
    for (const [text, urns] of searches) expect(await find(text), text).toEqual(urns);
  });
});

describe("the list of words", () => {
  it("has words of names and places, no postcodes or numbers, and loses words that no school has any more", async () => {
    const words = async () =>
      (await database.query<{ word: string }>("SELECT word FROM school_word")).map(({ word }) => word);
    expect(await words()).toEqual(expect.arrayContaining(["marlfield", "coop", "stokeontrent", "quarrshire"]));
    expect((await words()).filter((word) => /[^\p{L}\p{N}]/u.test(word))).toEqual([]);
    await database.query("UPDATE school SET name = 'Marl', search_vector = NULL WHERE name = 'Marlfield School'");
    await indexForSearch(database);
    expect(await words()).not.toContain("marlfield");
  });
});
