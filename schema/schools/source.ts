// The source of a figure: published file and line.
import { sql as expression } from "kysely";
import { inOrder } from "../../src/database/in-order.js";
import type { Provenance } from "../../src/import/circumstances.js";
import { builder, type Fields } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { anyone, shown } from "../readers.js";
import { calculated, one } from "../reads/relation.js";

interface SourceShape {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly year: string | null;
  readonly importedAt: Date | string;
  readonly line: number;
}

export const Source = builder.objectRef<SourceShape>("Source").implement({
  description: "Row of a published file that a figure comes from.",
  fields: (t) => ({
    kind: t.exposeString("kind", shown("Kind of file, such as gias, absence or performance-census.")),
    file: t.exposeString("name", shown("Name of the imported file.")),
    sha256: t.exposeString("sha256", shown("SHA-256 hash of the file, in hexadecimal.")),
    year: t.exposeString("year", anyone("Academic year of the file; null if it has none.")),
    importedAt: t.expose("importedAt", { type: "DateTime", ...shown("Time when the file was imported.") }),
    line: t.exposeInt("line", {
      ...shown("Line number in the file. The header is line 1."),
      reads: [calculated("line", () => expression.ref("line"))], // of the row that has the source: files have no line
    }),
  }),
});

/** The file of a row, with its line. */
export const source = one<SourceShape | null>("source", "sourceFile", {
  rows: (from) => from.selectFrom("sourceFile").whereRef("sourceFile.id", "=", expression.ref("fileId")),
});

/** A row with its source. */
export interface Sourced {
  readonly source: SourceShape | null;
}

const loadFile = batched(async ({ database }: Context, ids: readonly number[]) => {
  const files = await database.prisma.sourceFile.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, kind: true, name: true, sha256: true, year: true, importedAt: true },
  });
  return inOrder(ids, files, ({ id }) => id);
});

/** The source of a figure of a target, from its file ID and line. */
export async function sourceOf(row: Provenance, context: Context): Promise<SourceShape | null> {
  const file = await loadFile(context, row.fileId);
  return file && { ...file, line: row.line };
}

/** The field `source` of a row. */
export const sourceField = <Shape extends Sourced>(t: Fields<Shape>) =>
  t.field({
    type: Source,
    ...anyone("Row of the published file."),
    reads: [source],
    resolve: (row) => row.source,
  });
