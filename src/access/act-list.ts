// The log of acts as the department searches it, newest first.
import { z } from "zod";
import type { Database } from "../database/database.js";
import { readRowsAfterId } from "../database/pages.js";
import { parseOrThrow } from "../errors.js";
import { type Act, actColumns, actSubjects, actTypes } from "./acts.js";
import { assertGoverns, type Viewer } from "./viewer.js";

const timestamp = z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31"));

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

export interface ActPage {
  readonly first: number;
  /** Id of the last act of the previous page. */
  readonly after?: string;
  readonly filter?: ActFilter;
}

/**
 * Newest first. Returns `first` + 1 acts if there is another page.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findActs(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: ActPage,
): Promise<Act[]> {
  assertGoverns(viewer, "Only the department reads the log of acts.");
  const fields = parseOrThrow(actFilter, filter, "BAD_ARGUMENT", (path) => `filter.${path}`);
  const { types, clientId, subjectKind, subject, urn, from, to } = fields;
  const list = {
    select: `SELECT ${actColumns} FROM act`,
    where: `($1::text[] IS NULL OR type = ANY($1::text[])) AND ($2::uuid IS NULL OR client_id = $2::uuid)
       AND ($3::text IS NULL OR subject_kind = $3::text) AND ($4::text IS NULL OR subject = $4::text)
       AND ($5::int IS NULL OR urn = $5::int)
       AND ($6::timestamptz IS NULL OR at >= $6::timestamptz) AND ($7::timestamptz IS NULL OR at < $7::timestamptz)`,
    parameters: [
      types ?? null,
      clientId ?? null,
      subjectKind ?? null,
      subject ?? null,
      urn ?? null,
      from?.toISOString() ?? null,
      to?.toISOString() ?? null,
    ],
    ...({ table: "act", at: "at", id: "act.id", idType: "bigint" } as const),
  };
  return readRowsAfterId<Act>(database, list, { limit: first + 1, after });
}
