// Chooses the schools whose attendance the demo's vendor submits, and what is particular about each.
import { sql as expression } from "kysely";
import { type SubmittingBlock, submittingBlocks } from "../../demo/register-marks.js";
import type { EarlierYear, Habits, SubmittingSchool } from "../../demo/submissions.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";

/** Schools of a block, if it has as many: with every week of the year before, and without. */
const wanted: Readonly<Record<SubmittingBlock, { readonly wholeYear: number; readonly others: number }>> = {
  PRIMARY: { wholeYear: 64, others: 86 },
  SECONDARY: { wholeYear: 64, others: 56 },
  ALL_THROUGH: { wholeYear: 3, others: 5 },
  SPECIAL: { wholeYear: 3, others: 12 },
  ALTERNATIVE_PROVISION: { wholeYear: 2, others: 5 },
};

/**
 * How a school agrees: before the vendor asks; when asked; and so, until its attendance is submitted. Or it does not.
 */
export type Answer = "AGREED_BEFORE" | "AGREED" | "REVOKED" | "DECLINED" | "UNANSWERED";

/** The answers of the last secondary schools, from the last one on. */
const lastAnswers: readonly Answer[] = ["UNANSWERED", "DECLINED", "DECLINED", "REVOKED", "REVOKED", "REVOKED"];
/** Of the others one in this many is asked, from the first of a block on. */
const oneAskedIn = 10;

export interface AskedSchool {
  readonly school: SubmittingSchool;
  readonly habits: Habits;
  readonly answer: Answer;
}

/**
 * Schools that have been open since before the base year and have published figures of both years: `urn`, its peers in
 * the run behind the issued targets, and others. The same data give the same schools.
 */
export async function schoolsToAsk(
  database: Database,
  urn: number,
  years: { readonly baseYear: string; readonly targetYear: string },
): Promise<AskedSchool[]> {
  const schools = await readSchools(database, urn, years);
  return submittingBlocks.flatMap((block) => {
    const ofBlock = schools.filter((school) => school.block === block);
    return ofBlock.map((school, index) => ({
      school,
      habits: habitsOf(school, index),
      answer:
        (block === "SECONDARY" && lastAnswers[ofBlock.length - 1 - index]) ||
        (index % oneAskedIn === 0 ? "AGREED" : "AGREED_BEFORE"),
    }));
  });
}

/** @param index of the school among those of its block */
function habitsOf({ block, highAge }: SubmittingSchool, index: number): Habits {
  const { wholeYear } = wanted[block];
  const earlier: readonly EarlierYear[] = ["NONE", "READ_LATER", "NONE", "FROM_MAY"];
  const instead = ["B", "D", "X", "C2"];
  return {
    earlierYear: index < wholeYear ? "WEEKLY" : earlier[(index - wholeYear) % earlier.length]!,
    totalsOnly: index % 20 === 19,
    manyBlanks: index % 60 === 11,
    insteadOfIllness: index % 12 === 5 ? instead[Math.floor(index / 12) % instead.length] : undefined,
    sixthForm: block === "SECONDARY" && highAge > 16 && index % 15 === 3,
    mistake: index === 7 || index === 14,
  };
}

async function readSchools(
  database: Database,
  urn: number,
  { baseYear, targetYear }: { readonly baseYear: string; readonly targetYear: string },
): Promise<SubmittingSchool[]> {
  const tables = build(database);
  const cohort = await tables
    .selectFrom("cohort")
    .innerJoin("targetSet", "targetSet.runId", "cohort.runId")
    .where(({ and }) => and({ "targetSet.issuedFor": targetYear, "cohort.urn": urn }))
    .select("peers")
    .executeTakeFirstOrThrow();
  const order = expression<number>`coalesce(array_position(${[urn, ...cohort.peers]}::int[], school.urn), 1000)`;
  const candidates = tables
    .selectFrom("school")
    .innerJoin("attendance as base", (join) =>
      join.onRef("base.urn", "=", "school.urn").on("base.year", "=", baseYear).on("base.supersededById", "is", null),
    )
    .innerJoin("attendance as later", (join) =>
      join
        .onRef("later.urn", "=", "school.urn")
        .on("later.year", "=", targetYear)
        .on("later.supersededById", "is", null),
    )
    .innerJoin("circumstances", (join) =>
      join
        .onRef("circumstances.urn", "=", "school.urn")
        .on("circumstances.year", "=", baseYear)
        .on("circumstances.supersededById", "is", null)
        .on("circumstances.schoolType", "is not", null),
    )
    .where("school.status", "like", "OPEN%")
    .where(({ eb, or }) =>
      or([eb("openDate", "is", null), eb("openDate", "<", new Date(`${baseYear.slice(0, 4)}-08-01`))]),
    )
    .where("roll", ">", 0)
    .where("base.persistentAbsence", "is not", null)
    .where("later.persistentAbsence", "is not", null)
    .where("base.unauthorisedAbsence", "is not", null)
    .select(({ cast }) => [
      "school.urn",
      "block",
      "lowAge",
      "highAge",
      "roll",
      expression<number>`(base.unauthorised_absence / base.overall_absence)::float8`.as("unauthorised"),
      cast<number>("base.overallAbsence", "float8").as("baseAbsence"),
      cast<number>("later.overallAbsence", "float8").as("laterAbsence"),
      cast<number>("base.persistentAbsence", "float8").as("basePersistent"),
      cast<number>("later.persistentAbsence", "float8").as("laterPersistent"),
      expression<number>`(row_number() over (partition by block order by ${order}, md5(school.urn::text)))::int`.as(
        "place",
      ),
    ]);
  const rows = await tables
    .selectFrom(candidates.as("candidate"))
    .selectAll()
    .where(({ or, and, eb }) =>
      or(
        submittingBlocks.map((block) => {
          const { wholeYear, others } = wanted[block];
          return and([eb("block", "=", block), eb("place", "<=", wholeYear + others)]);
        }),
      ),
    )
    .orderBy("place")
    .execute();
  return rows.map((row) => ({
    urn: row.urn,
    block: row.block as SubmittingBlock,
    lowAge: row.lowAge!,
    highAge: row.highAge!,
    roll: row.roll!,
    unauthorised: row.unauthorised,
    absence: { [baseYear]: row.baseAbsence, [targetYear]: row.laterAbsence } as SubmittingSchool["absence"],
    persistent: { [baseYear]: row.basePersistent, [targetYear]: row.laterPersistent } as SubmittingSchool["persistent"],
  }));
}
