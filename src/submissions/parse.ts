// A submission as JSON, with the field names of the GraphQL input.
import { z } from "zod";
import { parseOrThrow } from "../errors.js";
import { assertAggregates } from "./aggregates-only.js";
import { type Submission, scopes } from "./submission.js";

const codeCount = z.strictObject({ code: z.string(), sessions: z.int32() });
const totals = z.strictObject({
  possible: z.int32(),
  attended: z.int32(),
  authorised: z.int32(),
  unauthorised: z.int32(),
});

const submission = z.strictObject({
  urn: z.int32(),
  scope: z.enum(scopes),
  from: z.string(),
  to: z.string(),
  revision: z.int32(),
  asAt: z.iso.datetime({ offset: true }).transform((time) => new Date(time)),
  byCode: z.array(codeCount).nullish(),
  totals: totals.nullish(),
  withdrawn: z.boolean().nullish(),
  enrolments: z.int32().nullish(),
  persistent: z.int32().nullish(),
  severe: z.int32().nullish(),
});

/**
 * Checks the form alone; `submit` checks the rules.
 * @throws KindredError WRONG_FILE if a field names a pupil | BAD_ARGUMENT naming the field at fault, for example one that
 * is not a field of a submission
 */
export function parseSubmission(json: unknown): Submission {
  assertAggregates(fieldsOf(json), "The submission", "field");
  return parseOrThrow(submission, json, "BAD_ARGUMENT", (path) => path || "The submission");
}

/** The names of its fields, and of the objects that it may hold. */
function fieldsOf(json: unknown): string[] {
  const { byCode, totals } = objectOf(json);
  const parts = [json, totals, ...(Array.isArray(byCode) ? byCode : [])];
  return parts.flatMap((part) => Object.keys(objectOf(part)));
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
