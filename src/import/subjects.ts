// Finds rows about the same subject. A file may divide each school's figures, by sex for example, in a column that
// Kindred does not read: then no row can be chosen, least of all the first.
import { createHash } from "node:crypto";
import { KindredError } from "../errors.js";
import { type CsvRecord, openCsv } from "./csv.js";
import { fits, type Header, type NamedColumn } from "./header.js";
import type { Inspection } from "./inspect.js";
import { abbreviate, isMissing, RowRejected } from "./row-reader.js";
import type { Source } from "./source.js";
import { cleanText, parseDecimal } from "./written.js";

/** The subjects of a file's stored rows. */
export class Subjects {
  /** Subject -> the line of its first row. */
  private readonly firstLines = new Map<string, number>();
  /** Line -> digest of the cells that may divide a subject. Most files repeat nothing and need none. */
  private digests: Map<number, number> | undefined;
  /** The columns that digests cover. */
  private covered: readonly NamedColumn[] = [];

  constructor(
    private readonly source: Source,
    private readonly header: Header,
    private readonly inspection: Inspection,
  ) {}

  /**
   * @throws RowRejected where an earlier row has the subject | KindredError WRONG_FILE where the two rows also differ
   *   in a column that may divide a school's figures
   */
  async add(subject: string, record: CsvRecord): Promise<void> {
    const { line, cells } = record;
    const firstLine = this.firstLines.get(subject);
    if (firstLine === undefined) {
      this.firstLines.set(subject, line);
      this.digests?.set(line, this.digestOf(cells));
      return;
    }
    this.digests ??= await this.readDigests(line);
    if ((this.digests.get(firstLine) ?? 0) !== this.digestOf(cells))
      throw await this.divided(subject, firstLine, record);
    const { key } = this.source;
    const value = abbreviate(cleanText(cells[this.header.get(key)!]!));
    throw new RowRejected(this.header.nameOf(key), value, "repeated", `line ${firstLine} already has ${subject}`);
  }

  /** Reads the file again, up to the first row that repeats a subject. */
  private async readDigests(line: number): Promise<Map<number, number>> {
    const digests = new Map<number, number>();
    this.covered = this.dividingColumns();
    if (this.covered.length === 0) return digests;
    for await (const records of this.records()) {
      for (const record of records) {
        if (record.line === line) return digests;
        digests.set(record.line, this.digestOf(record.cells));
      }
    }
    return digests;
  }

  /** 48 bits: only rows about one subject are compared. */
  private digestOf(cells: readonly string[]): number {
    const covered = this.covered.map(({ index }) => cells[index]?.trim());
    return covered.length === 0 ? 0 : createHash("sha256").update(covered.join("\0")).digest().readUIntBE(0, 6);
  }

  /** Columns that the source does not read, and its columns of labels; none unless it has the figures of a year. */
  private dividingColumns(): readonly NamedColumn[] {
    const { feeds, labelColumns = [] } = this.source;
    if (feeds !== "attendance" && feeds !== "circumstances") return [];
    const unread = this.header.unread();
    return [...unread, ...labelColumns.flatMap((column) => this.header.find(column))];
  }

  /** Names a column in which the two rows differ: if possible, one of words. */
  private async divided(subject: string, firstLine: number, { line, cells }: CsvRecord): Promise<KindredError> {
    const { name } = this.inspection;
    const first = await this.cellsAt(firstLine);
    const differences = this.covered
      .map((column) => ({ column: column.name, one: first[column.index]!.trim(), other: cells[column.index]!.trim() }))
      .filter(({ one, other }) => one !== other);
    const difference = differences.find(({ one, other }) => !isFigure(one) && !isFigure(other)) ?? differences[0]!;
    const [column, one, other] = [difference.column, difference.one, difference.other].map(quoted);
    return new KindredError(
      "WRONG_FILE",
      `${name}: lines ${firstLine} and ${line} both have ${subject}, and differ in the column ${column}: ${one} and ${other}. Which of them is about the whole school and year is not known. Keep only the rows of whole schools and years, one for each, and import the file again. Nothing from it is stored.`,
    );
  }

  private records(): AsyncIterable<readonly CsvRecord[]> {
    return openCsv(this.inspection, (cells) => fits(this.source, cells));
  }

  private async cellsAt(line: number): Promise<readonly string[]> {
    for await (const records of this.records()) {
      const found = records.find((record) => record.line === line);
      if (found) return found.cells;
    }
    throw new Error(`${this.inspection.name} has changed during the import: line ${line} is missing.`);
  }
}

const isFigure = (cell: string): boolean => isMissing(cell) || parseDecimal(cell.replace(/\s*%$/, "")) !== null;

const quoted = (text: string): string => JSON.stringify(abbreviate(text));
