// Writes the facts of one file to the database in bounded batches, each row with its file and line.
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { attendanceNames, circumstanceNames, type DirectoryRecord, type Facts } from "./facts.js";
import type { Rejection } from "./report.js";

const origin = { fileId: "int", line: "int" } as const;
const yearOfSchool = { ...origin, urn: "int", year: "text", codes: "json" } as const;

/** Counts among them were read as whole numbers. */
const numeric = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, "numeric"])) as Record<Name, "numeric">;

/** Table -> column -> its type. */
const tables = {
  attendance: { ...yearOfSchool, ...numeric(attendanceNames) },
  circumstances: { ...yearOfSchool, schoolType: "text", fsmSource: "text", ...numeric(circumstanceNames) },
  schoolLink: {
    ...origin,
    urn: "int",
    linkUrn: "int",
    linkName: "text",
    linkType: "text",
    established: "date",
    current: "boolean",
  },
  localAuthority: { ...origin, code: "int", name: "text", region: "text" },
  directoryRow: { ...origin, urn: "int", record: "json" },
  rejectedRow: { ...origin, column: "text", value: "text", reason: "text" },
} satisfies { [Table in keyof Stored]-?: Columns<NonNullable<Stored[Table]>> };

type Columns<Fact> = Readonly<Record<keyof Fact | "fileId", string>> & { readonly current?: string };

/** What is stored of one row of a file. */
interface Stored extends Facts {
  readonly rejectedRow?: Rejection;
}

/** Rows held back before they are written, over all tables. */
const maxBufferedRows = 5000;

/**
 * Buffers the facts of a file and writes them whenever the buffers are full, while the next rows are read. `finish`
 * writes the rest.
 */
export class FactStore {
  private buffers = new Map<string, object[]>();
  private bufferedRows = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly sql: Sql,
    private readonly fileId: number,
    /** The links of this file are the current ones. */
    private readonly linksAreCurrent: boolean,
  ) {}

  /** @param line of the row, for facts that do not have their own */
  async add(row: Stored, line: number): Promise<void> {
    for (const [table, fact] of Object.entries(row)) {
      const buffer = this.buffers.get(table) ?? [];
      this.buffers.set(table, buffer);
      const given = { line, ...fact, fileId: this.fileId, current: this.linksAreCurrent };
      buffer.push("record" in given ? { ...given, record: withoutNulls(given.record) } : given);
    }
    this.bufferedRows++;
    if (this.bufferedRows >= maxBufferedRows) await this.startWriting();
  }

  async finish(): Promise<void> {
    await this.startWriting();
    await this.writing;
  }

  /** Waits for the rows before these to be written. */
  private async startWriting(): Promise<void> {
    const { buffers } = this;
    this.buffers = new Map();
    this.bufferedRows = 0;
    await this.writing;
    this.writing = this.write(buffers);
    this.writing.catch(() => {}); // thrown when the next rows are due
  }

  private async write(buffers: ReadonlyMap<string, object[]>): Promise<void> {
    for (const [table, columns] of Object.entries(tables)) {
      await insertRows(this.sql, table, columns, buffers.get(table) ?? []);
    }
  }
}

/** Most records lack half of the values. */
function withoutNulls(record: DirectoryRecord): DirectoryRecord {
  const kept: Record<string, unknown> = {};
  for (const name in record) {
    const value = record[name as keyof DirectoryRecord];
    if (value !== null) kept[name] = value;
  }
  return kept;
}
