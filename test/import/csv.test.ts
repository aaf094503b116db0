// Reading CSV files: line numbers, encodings, layouts, and limits on memory.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asWrongFile, type CsvRecord, maxCells, openCsv } from "../../src/import/csv.js";
import { LineSplitter, maxRowBytes } from "../../src/import/decode.js";
import { inspect } from "../../src/import/inspect.js";
import { windows1252, write } from "./files.js";

async function read(
  contents: string | Uint8Array,
  onBytes?: (done: number) => void,
  isHeader?: (cells: readonly string[]) => boolean,
): Promise<CsvRecord[]> {
  const inspection = await inspect(write("read.csv", contents));
  const records: CsvRecord[] = [];
  try {
    for await (const batch of openCsv(inspection, isHeader, onBytes)) records.push(...batch);
  } catch (error) {
    throw asWrongFile(error, "read.csv");
  }
  return records;
}

const cellsOf = async (contents: string | Uint8Array) => (await read(contents)).map(({ cells }) => cells);

describe("the line of a record", () => {
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  const piece = fc.oneof(fc.constantFrom("a", "é", ",", '"', " "), lineEnd);
  const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => `"${pieces.join("").replaceAll('"', '""')}"`);
  const row = fc.record({
    cells: fc.tuple(fc.constantFrom("x", '"x"'), cell, cell),
    ends: fc.array(lineEnd, { minLength: 1, maxLength: 3 }), // more than one: blank lines
  });

  /** Counts the line ends before a place in the text. */
  const lineAt = (text: string, place: number) => text.slice(0, place).split(/\r\n|\r|\n/).length;

  it("is the number that an editor shows, for all line ends and line breaks within cells", async () => {
    const file = fc.tuple(fc.constantFrom("", "\ufeff"), fc.array(lineEnd, { maxLength: 2 }), fc.array(row));
    await fc.assert(
      fc.asyncProperty(file, async ([mark, blank, rows]) => {
        let text = `${mark}${blank.join("")}`;
        const expected: number[] = [];
        const places: number[] = [];
        for (const { cells, ends } of [{ cells: ["a", "b", "c"], ends: ["\n"] }, ...rows]) {
          places.push(text.length);
          text += `${cells.join(",")}${ends.join("")}`;
        }
        for (const place of places) expected.push(lineAt(text, place));
        expect((await read(text)).map(({ line }) => line)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("is right when a CRLF within a cell falls between two chunks of the file", async () => {
    const header = "a,b\n";
    for (const before of [-3, -2, -1, 0]) {
      const filling = "x".repeat(64 * 1024 + before - header.length - 3);
      const records = await read(`${header}1,"${filling}\r\ny"\r\n2,z\r\n`);
      expect(records.map(({ line }) => line)).toEqual([1, 2, 4]);
    }
  });

  it("is in the error message: where the broken record starts, not where the file ends", async () => {
    await expect(read('a,b\r\n"1\r\n1",2\r\n\r\n3,"4\r\n5,6\r\n7,8\r\n')).rejects.toThrow(
      "line 5: a quotation mark is never closed",
    );
    await expect(read('a,b\n1,2\n3,4 "5"\n')).rejects.toThrow("line 3: a quotation mark in the middle of a cell");
    await expect(read('a,b\n1,2\n"3"4,5\n')).rejects.toThrow("line 3: a quotation mark in the middle of a cell");
  });
});

describe("an encoding", () => {
  const bytes = (...parts: (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.of(part))));

  it("is decided for each line, and lines that differ from most are listed", async () => {
    const file = bytes("a,b\nÉcole,1\nThérèse,2\nStray", 0x92, "s,3\n");
    expect(await cellsOf(file)).toEqual([
      ["a", "b"],
      ["École", "1"],
      ["Thérèse", "2"],
      ["Stray’s", "3"],
    ]);
    expect(await inspect(write("stray.csv", file))).toMatchObject({
      encoding: "utf-8",
      strayLines: [4],
      strayLineCount: 1,
    });
  });

  it("is Windows-1252 when most lines are, and lists the lines that are UTF-8", async () => {
    const file = Buffer.concat([windows1252("a\r\nÉcole\r\nà\r\n"), Buffer.from("Thérèse\r\n")]);
    expect(await cellsOf(file)).toEqual([["a"], ["École"], ["à"], ["Thérèse"]]);
    expect(await inspect(write("pasted.csv", file))).toMatchObject({ encoding: "windows-1252", strayLines: [4] });
  });

  it("is UTF-8 when there is a byte order mark, however many lines are not", async () => {
    const file = bytes("\ufeffa\n", 0xc9, "\n", 0xe0, "\n");
    expect(await cellsOf(file)).toEqual([["a"], ["É"], ["à"]]);
    expect(await inspect(write("mark.csv", file))).toMatchObject({ encoding: "utf-8-bom", strayLines: [2, 3] });
  });

  it("lists no stray lines in a file of one encoding, and the first twenty in a mixed file", async () => {
    expect(await inspect(write("one.csv", windows1252("a\né\n")))).toMatchObject({ strayLines: [], strayLineCount: 0 });
    const file = bytes("\ufeffa\n", ...Array.from({ length: 30 }, () => [0xe9, "\n"]).flat());
    const { strayLines, strayLineCount } = await inspect(write("many.csv", file));
    expect([strayLines.length, strayLines.at(-1), strayLineCount]).toEqual([20, 21, 30]);
  });

  it("is right for lines that fall between two chunks of the file", async () => {
    const rows = Array.from({ length: 9000 }, (_, at) => (at % 3 ? `é${at},x\r\n` : `plain ${at},x\r\n`));
    const file = bytes("a,b\r\n", ...rows, "Stray", 0x92, "s,x\r\n");
    const records = await read(file);
    expect(records.length).toBe(9002);
    expect(records.every(({ cells }) => !/[Ã\ufffd]/.test(cells[0]!))).toBe(true);
    expect(await inspect(write("long.csv", file))).toMatchObject({ encoding: "utf-8", strayLines: [9002] });
  });
});

describe("a layout", () => {
  const rows = [
    ["a", "b"],
    ["1", "x, y; z"],
    ["2", ""],
  ];

  it.each([
    ["semicolons", 'a;b\n1;"x, y; z"\n2;\n'],
    ["tabs", 'a\tb\n1\t"x, y; z"\n2\t\n'],
    ["vertical bars", 'a|b\n1|"x, y; z"\n2|\n'],
    ["a first line that gives Excel the separator", 'sep=;\r\na;b\r\n1;"x, y; z"\r\n2;\r\n'],
    ["an extra comma in the header and every row", 'a,b,\n1,"x, y; z",\n2,,\n'],
    ["an extra comma in every row but not in the header", 'a,b\n1,"x, y; z",\n2,,\n'],
    ["an extra comma after a byte order mark and quotation marks", '\ufeff"a","b"\n1,"x, y; z",\n2,,\n'],
    ["columns without a name that some rows lack", 'a,b,,\n1,"x, y; z",,\n2,\n'],
    ["spaces before quotation marks", '"a", "b"\n1, "x, y; z"\n2, ""\n'],
    ["an empty first line and an empty first row", '\n,\na,b\n1,"x, y; z"\n2,\n'],
    ["spaces, quotation marks and invisible characters around its names", ' a\u200b,"""b\u00a0"""\n1,"x, y; z"\n2,\n'],
  ])("is read with %s", async (_, text) => {
    expect(await cellsOf(text)).toEqual(rows);
  });

  it("has commas when the header has more of them than of other separators", async () => {
    expect(await cellsOf('a,b;c,"d;e;f;g"\n1,2,3\n')).toEqual([
      ["a", "b;c", "d;e;f;g"],
      ["1", "2", "3"],
    ]);
  });

  it("keeps the extra cell of a single row: a comma in a name may have shifted it", async () => {
    expect(await cellsOf("a,b\n1,x\n2,y,\n")).toEqual([
      ["a", "b"],
      ["1", "x"],
      ["2", "y", ""],
    ]);
  });

  it("counts the separator line", async () => {
    expect((await read("sep=;\na;b\n1;2\n")).map(({ line }) => line)).toEqual([2, 3]);
  });
});

describe("the header", () => {
  const readBelow = (text: string) => read(text, undefined, ([first]) => first === "URN");
  const titles = (count: number) => "Title,,\n".repeat(count);

  it("is found below rows of titles and codes, and lines are still those of the file", async () => {
    expect(await readBelow("Title\n\n,,I01 I02\nURN,b,c\n1,2,3\n")).toEqual([
      { line: 4, cells: ["URN", "b", "c"] },
      { line: 5, cells: ["1", "2", "3"] },
    ]);
    expect((await readBelow(`${titles(20)}URN,b,c\n1,2,3\n`)).map(({ line }) => line)).toEqual([21, 22]);
  });

  it("is the first row if none of the first 21 rows has the columns that are wanted", async () => {
    expect((await readBelow("a,b\n1,2\n"))[0]).toEqual({ line: 1, cells: ["a", "b"] });
    expect((await readBelow(`${titles(21)}URN,b,c\n`))[0]).toEqual({ line: 1, cells: ["Title"] });
    expect((await readBelow(`${titles(2)}Number,b,c\n1,2,3\n`))[0]).toEqual({ line: 3, cells: ["Number", "b", "c"] });
  });
});

describe("the data held in memory", () => {
  it("is a line of limited length, refused as soon as it is longer", () => {
    const lines = new LineSplitter("long.csv", 10);
    expect(lines.add(Buffer.from("a\nb\r\n12345")).toString()).toBe("a\nb\r\n");
    expect(lines.add(Buffer.from("67890")).length).toBe(0);
    expect(() => lines.add(Buffer.from("1"))).toThrow("long.csv, line 3: the line has more than 10 bytes");
  });

  it("is one row of limited length: the rest of the file is not read", async () => {
    let bytesRead = 0;
    const lines = `${"y".repeat(1000)}\n`.repeat(8 * 1024);
    const file = read(`a,b\n1,2\n3,"${lines}`, (done) => {
      bytesRead = done;
    });
    await expect(file).rejects.toThrow(/line 3: the row that starts here has more than 1,048,576 bytes/);
    expect(bytesRead).toBeLessThan(2 * maxRowBytes);
  });

  it("is a row with a limited number of cells", async () => {
    const wide = (cells: number) => `a,b\n${"1,".repeat(cells - 1)}1\n`;
    expect((await read(wide(maxCells)))[1]?.cells.length).toBe(maxCells);
    await expect(read(wide(maxCells + 1))).rejects.toThrow("line 2: the row has more than 10,000 cells");
    await expect(read(`a,b\n${'"1",'.repeat(maxCells + 5)}1\n`)).rejects.toThrow(
      "line 2: the row has more than 10,000",
    );
  });

  it("is limited in the first pass too, where the error names the line", async () => {
    await expect(inspect(write("endless.csv", `a,b\n${"x".repeat(2 * maxRowBytes)}`))).rejects.toThrow(
      "endless.csv, line 2: the line has more than 1,048,576 bytes",
    );
  });
});

describe("a file that is not CSV text", () => {
  it.each<[what: string, contents: string | Uint8Array]>([
    ["UTF-16 text", Buffer.from("\ufeffa,b\n1,2\n", "utf16le")],
    ["UTF-16 text", Buffer.from("a,b\n1,2\n", "utf16le")],
    ["a spreadsheet (.xlsx)", "PK\u0003\u0004\0\0"],
    ["an old spreadsheet", Buffer.from("d0cf11e0a1b11ae1", "hex")],
    ["compressed (gzip)", Buffer.from("1f8b0800", "hex")],
    ["a PDF document", "%PDF-1.7"],
    ["a web page", "\n<!DOCTYPE html><html>"],
    ["binary", Buffer.from([0x61, 0x62, 0x63, 0x64, 0])],
  ])("is refused, and the error names what it is: %s", async (what, contents) => {
    await expect(inspect(write("other.csv", contents))).rejects.toThrow(
      `other.csv is not a CSV text file, but ${what}`,
    );
  });
});
