// The contract of every source, on the invented files of its folder `examples`. A new source is tested by being there.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { fits, readHeader } from "../../src/import/header.js";
import { type ImportReport, type ImportRequest, importFiles, inspectFiles } from "../../src/import/import.js";
import { UnknownLabels } from "../../src/import/labels.js";
import { headerOf } from "../../src/import/layout.js";
import { RowReader } from "../../src/import/row-reader.js";
import type { Source } from "../../src/import/source.js";
import { sources } from "../../src/import/sources.js";
import { testDatabase } from "../support/database.js";
import { write } from "./files.js";

const folder = fileURLToPath(new URL("../../src/import/sources/", import.meta.url));

interface Example {
  readonly name: string;
  readonly path: string;
  /** `2018/19`, from the folder `2018-19` that the example is in. */
  readonly year: string;
  readonly text: string;
  readonly source: Source;
}

const kindOf = (text: string) => sources.filter((source) => fits(source, headerOf(Buffer.from(text))));

const examples: readonly Example[] = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => dirname(path).includes("/examples/"))
  .map((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    const year = basename(dirname(path)).replace("-", "/");
    return { name: path, path: join(folder, path), year, text, source: kindOf(text)[0]! };
  });
const readmeOf = ({ name }: Example) =>
  readFileSync(join(folder, dirname(dirname(dirname(name))), "README.md"), "utf8");

/** A file of a folder is alone in a folder of its own. */
let written = 0;
function requestOf({ name, text, source, year }: Example): ImportRequest {
  const path = write(`contract-${written++}/${basename(name)}`, text);
  const { option } = source;
  const given = option.takes === "folder" ? dirname(path) : path;
  return { [option.name]: option.needsYear ? { path: given, year } : given };
}

type Table = readonly (readonly string[])[];
const tableOf = (text: string): Table =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
const textOf = (table: Table) => `${table.map((row) => row.join(",")).join("\n")}\n`;
const withHeader = (text: string, rename: (column: string) => string) => {
  const [header = [], ...rows] = tableOf(text);
  return textOf([header.map(rename), ...rows]);
};
/** The name in the header of one of the source's columns. */
const nameIn = ({ text, source }: Example, column: string) => {
  const names = [column, ...(source.aliases?.[column] ?? [])].map((name) => name.toLowerCase());
  return tableOf(text)[0]!.find((name) => names.includes(name.toLowerCase()));
};

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const imported = async (example: Example): Promise<ImportReport> =>
  (await importFiles(database, requestOf(example)))[0]!;

/** What the source reads of each row, and the labels that it does not know. */
function reading({ source, year }: Example, [names = [], ...rows]: Table) {
  const header = readHeader(source, names, "example.csv");
  const unknownLabels = new UnknownLabels();
  const reader = source.open(year);
  const readings = rows.map((row, index) => reader.read(new RowReader(index + 2, header, row, unknownLabels)));
  return { readings, remaining: reader.remaining?.(), unknownLabels: unknownLabels.counts };
}

/** All that is stored and derived, without ids. */
async function content(): Promise<unknown> {
  const tables = ["attendance", "circumstances", "school_link", "local_authority", "directory_row", "school"];
  const without = "'{id,file_id,superseded_by_id,sources}'::text[]";
  const dumps = tables.map((table) =>
    database.query(
      `SELECT to_jsonb(t) - ${without} AS row, f.name, f.year AS file_year, by.name AS by
       FROM "${table}" t JOIN source_file f ON f.id = t.file_id
       LEFT JOIN source_file by ON by.id = (to_jsonb(t)->>'superseded_by_id')::int ORDER BY 1, 2`,
    ),
  );
  return Promise.all(dumps);
}

describe("the sources", () => {
  it("each have a kind, a precedence and a title of their own, and an example", () => {
    for (const property of ["kind", "precedence", "title"] as const) {
      expect(new Set(sources.map((source) => source[property])).size).toBe(sources.length);
    }
    expect(new Set(examples.map(({ source }) => source))).toEqual(new Set(sources));
  });

  it("are in the README's table of precedence", () => {
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const listed = [...readme.matchAll(/^\| (\d+) \| `([a-z-]+)` \|/gm)].map(([, number, kind]) => `${number} ${kind}`);
    const inOrder = sources.toSorted((one, other) => one.precedence - other.precedence);
    expect(listed).toEqual(inOrder.map(({ precedence, kind }) => `${precedence} ${kind}`));
  });

  it("have names for their files if they share an option, or a folder is given", () => {
    for (const { option, fileNames } of sources) {
      const sharing = sources.filter((source) => source.option === option);
      if (sharing.length > 1 || option.takes === "folder") expect(fileNames).toBeInstanceOf(RegExp);
    }
  });

  it("give the same directory and figures in whatever order their files are imported", async () => {
    for (const example of examples) await imported(example);
    const expected = await content();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...examples], { minLength: examples.length }), async (shuffled) => {
        await database.script("TRUNCATE source_file CASCADE");
        for (const example of shuffled) await imported(example);
        expect(await content()).toEqual(expected);
      }),
      { numRuns: 3, seed: 1 },
    );
  });
});

describe.each(examples)("$name", (example) => {
  const { source, text, name } = example;
  const [header = [], ...rows] = tableOf(text);

  it("is recognised by its header as one kind of file", () => {
    expect(kindOf(text)).toEqual([source]);
    if (source.fileNames) expect(basename(name)).toMatch(source.fileNames);
  });

  it("has every row stored or skipped for a named cause, and every label known", async () => {
    const report = await imported(example);
    const skipped = Object.values(report.rowsSkipped).reduce((sum, count) => sum + count, 0);
    expect(report).toMatchObject({ kind: source.kind, rowsRead: rows.length, rejected: [], unknownLabels: {} });
    expect(report.rowsStored).toBe(rows.length - skipped);
    expect(report.rowsStored).toBeGreaterThan(0);
  });

  it("makes a school of every URN; it is a stub unless the file is a directory", async () => {
    await imported(example);
    const schools = await database.query<{ urn: number; stub: boolean }>("SELECT urn, stub FROM school ORDER BY urn");
    const urnColumns = header.map((column) => /urn$/i.test(column));
    const urns = rows.flatMap((row) => row.filter((cell, at) => urnColumns[at] && /^\d{6}$/.test(cell)).map(Number));
    const expected = [...new Set(urns)].sort((one, other) => one - other);
    expect(schools).toEqual(expected.map((urn) => ({ urn, stub: source.feeds !== "directoryRow" })));
  });

  it("may have its columns in another order, more columns, and names in other case", () => {
    const expected = reading(example, [header, ...rows]);
    const wider = [["A new column", ...header], ...rows.map((row) => ["x", ...row])];
    expect(
      reading(
        example,
        wider.map((row) => [...row].reverse()),
      ),
    ).toEqual(expected);
    expect(reading(example, [header.map((column) => column.toUpperCase()), ...rows])).toEqual(expected);
  });

  it("may have each column under any of its names", () => {
    const expected = reading(example, [header, ...rows]);
    for (const [column, names] of Object.entries(source.aliases ?? {})) {
      const present = nameIn(example, column);
      for (const alias of present === undefined ? [] : [column, ...names]) {
        const renamed = header.map((name) => (name === present ? alias : name));
        expect(reading(example, [renamed, ...rows]), alias).toEqual(expected);
      }
    }
  });

  it("is refused without a required column, by name", async () => {
    const layout = source.layouts.find((columns) => columns.every((column) => nameIn(example, column)))!;
    for (const column of layout) {
      const renamed = withHeader(text, (cell) => (cell === nameIn(example, column) ? "Something else" : cell));
      const refused = importFiles(database, requestOf({ ...example, text: renamed }));
      await expect(refused).rejects.toMatchObject({ code: "WRONG_FILE", message: expect.stringContaining(column) });
    }
    expect(await database.query("SELECT kind FROM source_file")).toEqual([]);
  });

  it("is refused where it stops in the middle of a row, and as another kind of file", async () => {
    const cut = `${text.trimEnd().split(",").slice(0, -1).join(",")}`;
    await expect(imported({ ...example, text: cut })).rejects.toMatchObject({ code: "WRONG_FILE" });
    for (const other of sources.filter(({ option }) => option !== source.option && option.takes === "file")) {
      const wrong = importFiles(database, requestOf({ ...example, source: other }));
      await expect(wrong).rejects.toMatchObject({ code: "WRONG_FILE", message: expect.stringContaining(source.title) });
    }
    expect(await database.query("SELECT kind FROM source_file")).toEqual([]);
  });

  it("has labels that it does not know named and counted", () => {
    for (const column of source.labelColumns ?? []) {
      const present = nameIn(example, column);
      if (present === undefined) continue;
      const at = header.indexOf(present);
      const relabelled = rows.map((row) => row.with(at, row[at] === "" ? "" : "Word of 2031"));
      const { readings, unknownLabels } = reading(example, [header, ...relabelled]);
      const read = readings.filter((one) => "facts" in one).length;
      expect(unknownLabels[`${present}: Word of 2031`], present).toBe(read);
    }
  });

  it("is found under another name in a folder, and a file of no source is named", async () => {
    if (source.option.takes === "file") return;
    const other = requestOf({ ...example, name: `renamed-${basename(name)}` });
    const given = other[source.option.name] as { path: string };
    write(`${basename(given.path)}/england_ks4final.csv`, "RECTYPE,URN\n1,900001\n");
    expect((await importFiles(database, other))[0]?.kind).toBe(source.kind);
    expect((await inspectFiles(other)).unread).toEqual(["england_ks4final.csv"]);
  });

  it("has all its columns in the README of its source", () => {
    const named = [
      ...source.layouts.flat(),
      ...Object.values(source.aliases ?? {}).flat(),
      ...(source.labelColumns ?? []),
    ];
    for (const column of named) expect(readmeOf(example)).toContain(`\`${column}\``);
  });
});
