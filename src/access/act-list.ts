// The log of acts as the department looks through it, newest first.
import { z } from "zod";
import type { Database } from "../database/database.js";
import { readRowsAfterId } from "../database/pages.js";
import { KindredError } from "../errors.js";
import { type Act, actColumns, actSubjects, actTypes } from "./acts.js";
import { mayGovern, type Viewer } from "./viewer.js";

const moment = z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31"));

const actFilter = z.object({
  types: z.array(z.enum(actTypes)).nullish(),
  clientId: z.uuid().nullish(),
  subjectKind: z.enum(Object.keys(actSubjects) as (keyof typeof actSubjects)[]).nullish(),
  subject: z.string().nullish(),
  urn: z.int32().nullish(),
  from: moment.nullish(),
  to: moment.nullish(),
});

/** Acts of types, by a client, to a kind of subject or one subject, about a school, from a time (included) to another (not). */
export type ActFilter = z.input<typeof actFilter>;

export interface ActPage {
  readonly first: number;
  /** Id of the last act of the page before. */
  readonly after?: string;
  readonly filter?: ActFilter;
}

/**
 * Newest first: one more than `first` where there are more.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findActs(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: ActPage,
): Promise<Act[]> {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", "Only the department reads the log of acts.");
  const parsed = actFilter.safeParse(filter);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KindredError("BAD_ARGUMENT", `filter.${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { types, clientId, subjectKind, subject, urn, from, to } = parsed.data;
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
