// Derives one school of the directory from the rows of every file that names it, the register first.
import { type Classification, classifyCensus, classifySpine } from "./classification.js";
import type { DirectoryFact, DirectoryRecord } from "./facts.js";
import type { Region } from "./region.js";
import { searchVector } from "./search-index.js";
import { kindsFeeding } from "./sources.js";

const directoryKinds = kindsFeeding("directoryRow");
const isDirectory = ({ kind }: DirectoryRow) => directoryKinds.includes(kind);

/** From the first file only: other files have the status, trust or roll of another date. An opening date never changes. */
const timeBound: ReadonlySet<string> = new Set(["status", "closeDate", "trustCode", "trustName", "registerPupils"]);

/** What one file says about a school. */
export interface DirectoryRow extends DirectoryFact {
  readonly fileId: number;
  readonly kind: string;
}

export interface LocalAuthority {
  readonly name: string;
  readonly region: Region;
}

/**
 * The row of `school`, by column. A school that a directory file names takes nothing from the other kinds of file, which
 * only show that the school exists.
 * @param rows not empty, all of one URN, in order of precedence
 */
export function deriveSchool(rows: readonly DirectoryRow[], authorities: ReadonlyMap<number, LocalAuthority>) {
  const base = rows[0] as DirectoryRow;
  const stub = !isDirectory(base);
  const usedRows = stub ? rows : rows.filter(isDirectory);
  const values = merge(usedRows);
  const authority = values.laCode == null ? undefined : authorities.get(values.laCode);
  const { laCode, establishmentNumber, urbanRural } = values;
  const name = values.name ?? `URN ${base.urn}`;
  const school = {
    ...values,
    urn: base.urn,
    laestab: laCode != null && establishmentNumber != null ? laCode * 10_000 + establishmentNumber : null,
    laName: values.laName ?? authority?.name,
    name,
    searchName: searchName(name),
    ...classify(usedRows, censusTypeOf(rows)),
    region: values.region ?? authority?.region,
    urban: urbanRural ? isUrban(urbanRural) : null,
    stub,
    fileId: base.fileId,
    line: base.line,
  };
  return { ...school, searchVector: searchVector(school) };
}

/** Values from the first row that has them. */
function merge(rows: readonly DirectoryRow[]): DirectoryRecord {
  const merged: Record<string, unknown> = {};
  for (const [index, { record }] of rows.entries()) {
    for (const [field, value] of Object.entries(record)) {
      if (index === 0 || (!timeBound.has(field) && value !== null)) merged[field] ??= value;
    }
  }
  return merged;
}

const censusTypeOf = (rows: readonly DirectoryRow[]) =>
  rows.find(({ record }) => record.schoolType)?.record.schoolType ?? null;

/** Phase and block, both from the first row that has either. */
function classify(rows: readonly DirectoryRow[], censusType: string | null): Classification {
  for (const row of rows) {
    const { phase, block } = classifyRow(row, censusType);
    if (phase || block) return { phase, block };
  }
  return { phase: null, block: null };
}

/** The spine and the census have terms of their own; other files are classified when they are read. */
function classifyRow({ record }: DirectoryRow, censusType: string | null): Classification {
  if (record.teaches) return classifySpine(record, censusType);
  if (record.schoolType) return classifyCensus(record.schoolType);
  return { phase: record.phase ?? null, block: record.block ?? null };
}

/** Lower case without diacritics; schools are sorted by this name. */
export const searchName = (name: string): string => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Reads the old labels (`(England/Wales) Urban city and town`) and the new (`Larger rural: Nearer to …`). */
function isUrban(label: string): boolean | null {
  if (/\burban\b/i.test(label)) return true;
  return /\brural\b/i.test(label) ? false : null;
}
