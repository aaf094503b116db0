// The source of a figure: published file and line.
import { inOrder } from "../../src/database/in-order.js";
import type { Provenance } from "../../src/import/circumstances.js";
import { builder, type Fields } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { shown } from "../runs/shown.js";

const anyone = { access: "public" } as const;

interface SourceShape {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly year: string | null;
  readonly importedAt: Date;
  readonly line: number;
}

export const Source = builder.objectRef<SourceShape>("Source").implement({
  description: "Row of a published file that a figure comes from.",
  fields: (t) => ({
    kind: t.exposeString("kind", {
      ...shown,
      description: "Kind of published file, such as gias or absence.",
    }),
    file: t.exposeString("name", { ...shown, description: "Name of the imported file." }),
    sha256: t.exposeString("sha256", { ...shown, description: "SHA-256 hash of the file, in hexadecimal." }),
    year: t.exposeString("year", { ...anyone, description: "Academic year of the file; null if it has none." }),
    importedAt: t.expose("importedAt", { type: "DateTime", ...shown, description: "Time when the file was imported." }),
    line: t.exposeInt("line", { ...shown, description: "Line number in the file. The header is line 1." }),
  }),
});

const loadFile = batched(async ({ database }: Context, ids: readonly number[]) => {
  const files = await database.prisma.sourceFile.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, kind: true, name: true, sha256: true, year: true, importedAt: true },
  });
  return inOrder(ids, files, ({ id }) => id);
});

/** The source of a stored row, from its file ID and line. */
export async function sourceOf(row: Provenance, context: Context): Promise<SourceShape | null> {
  const file = await loadFile(context, row.fileId);
  return file && { ...file, line: row.line };
}

/** The field `source` of an object that comes from one row. */
export const sourceField = <Shape>(t: Fields<Shape>, rowOf: (shape: Shape) => Provenance) =>
  t.field({
    type: Source,
    ...anyone,
    description: "Row of the published file.",
    resolve: (shape, _args, context) => sourceOf(rowOf(shape), context),
  });
