// Files of secret rows: CSV, JSON Lines and a manifest. Only their owner can read them.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csvLine } from "../../table/csv-line.js";
import { ownerOnly, writeHashed } from "./hashed-file.js";
import { asJson, type ExportedFile } from "./manifest.js";

/** In the order in which they are written. */
export const secretFiles = (name: string) => [`${name}.csv`, `${name}.jsonl`, "manifest.json"] as const;

/** Column of the CSV file -> the cell of a row; null is an empty cell. */
export type Cells<Row> = Readonly<Record<string, (row: Row) => string | number | null | undefined>>;

/** Secret rows that were read, to be written. */
export interface SecretExport<Row> {
  /** Of the files: see `secretFiles`. */
  readonly name: string;
  /** Each one an object of the JSON Lines. */
  readonly rows: readonly Row[];
  readonly cells: Cells<Row>;
  /** What the manifest says before the files. */
  readonly about: { readonly counts: Readonly<Record<string, number>> };
}

/** @param folder has none of the files, so that they get their mode */
export async function writeSecretFiles<Row>(
  { name, rows, cells, about }: SecretExport<Row>,
  folder: string,
): Promise<void> {
  const [csv, jsonLines, manifest] = secretFiles(name);
  const files: ExportedFile[] = [];
  const write = async (file: string, chunks: Iterable<string>) => {
    files.push({ file, rows: rows.length, sha256: await writeHashed(join(folder, file), chunks, ownerOnly) });
  };
  await write(csv, asCsv(rows, cells));
  await write(
    jsonLines,
    rows.map((row) => `${JSON.stringify(row)}\n`),
  );
  await writeFile(join(folder, manifest), asJson({ ...about, files }), { mode: ownerOnly, flag: "wx" });
}

function* asCsv<Row>(rows: readonly Row[], cells: Cells<Row>): Generator<string> {
  yield csvLine(Object.keys(cells));
  for (const row of rows) yield csvLine(Object.values(cells).map((cellOf) => cellOf(row) ?? ""));
}
