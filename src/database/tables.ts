// The tables of the data model.
import { Prisma } from "./generated/client.js";

/** Under their mapped names: `SourceFile` is `source_file`. */
export const ownTables: readonly string[] = Object.values(Prisma.ModelName).map((model) =>
  model.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
);
