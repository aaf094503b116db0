// The log of acts as the department searches it, newest first.
import { z } from "zod";
import type { Database } from "../database/database.js";
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
  return database.query<Act>(
    `SELECT ${actColumns} FROM act
     WHERE ($1::bigint IS NULL OR (at, act.id) < (SELECT at, act.id FROM act WHERE act.id = $1::bigint))
       AND ($2::text[] IS NULL OR type = ANY($2::text[])) AND ($3::uuid IS NULL OR client_id = $3::uuid)
       AND ($4::text IS NULL OR subject_kind = $4::text) AND ($5::text IS NULL OR subject = $5::text)
       AND ($6::int IS NULL OR urn = $6::int)
       AND ($7::timestamptz IS NULL OR at >= $7::timestamptz) AND ($8::timestamptz IS NULL OR at < $8::timestamptz)
     ORDER BY at DESC, act.id DESC LIMIT $9::int`,
    [
      after ?? null,
      types ?? null,
      clientId ?? null,
      subjectKind ?? null,
      subject ?? null,
      urn ?? null,
      from?.toISOString() ?? null,
      to?.toISOString() ?? null,
      first + 1,
    ],
  );
}
