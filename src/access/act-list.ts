// The log of acts as the department searches it, newest first.
import { z } from "zod";
import type { Database } from "../database/database.js";
import { type FilteredPageRequest, selectRowsAfterId } from "../database/pages.js";
import { anyOf } from "../database/query-builder.js";
import { parseOrThrow } from "../errors.js";
import { type Act, actSubjects, actTypes, selectActs } from "./acts.js";
import { timestamp } from "./timestamp.js";
import { assertGoverns, type Viewer } from "./viewer.js";

const actFilter = z.object({
  types: z.array(z.enum(actTypes)).nullish(),
  clientId: z.uuid().nullish(),
  subjectKind: z.enum(Object.keys(actSubjects) as (keyof typeof actSubjects)[]).nullish(),
  subject: z.string().nullish(),
  urn: z.int32().nullish(),
  from: timestamp.nullish(),
  to: timestamp.nullish(),
});

/** All conditions must hold. `from` is inclusive, `to` exclusive. */
export type ActFilter = z.input<typeof actFilter>;

/**
 * @param label names a field for messages
 * @throws KindredError BAD_ARGUMENT
 */
export const readActFilter = (filter: ActFilter, label = (field: string) => `filter.${field}`) =>
  parseOrThrow(actFilter, filter, "BAD_ARGUMENT", label);

/**
 * Newest first. Returns `first` + 1 acts if there is another page.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findActs(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: FilteredPageRequest<ActFilter>,
): Promise<Act[]> {
  assertGoverns(viewer, "Only the department reads the log of acts.");
  const fields = readActFilter(filter);
  let rows = selectActs(database);
  if (fields.types) rows = rows.where("type", "=", anyOf(fields.types));
  for (const name of ["clientId", "subjectKind", "subject", "urn"] as const) {
    if (fields[name] != null) rows = rows.where(name, "=", fields[name]);
  }
  if (fields.from) rows = rows.where("at", ">=", fields.from);
  if (fields.to) rows = rows.where("at", "<", fields.to);
  return selectRowsAfterId({ rows, at: "act.at", id: "act.id" }, { limit: first + 1, after });
}
