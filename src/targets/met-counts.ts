// Counts the schools of a target set that met their target in a later year. Returns counts only, nothing about one
// school.
import type { Decimal } from "decimal.js";
import type { NotNull } from "kysely";
import { readBy } from "../access/audit.js";
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError, refuse } from "../errors.js";
import { type AttendanceByYear, readAttendance } from "../population/attendance.js";
import type { Block } from "../population/population.js";
import { shiftYear } from "../population/year.js";
import { Exact, roundedAttendance } from "./arithmetic.js";
import { assess, sampleSd, usablePairBefore } from "./assess.js";
import type { Policy } from "./policy.js";
import { targetSetsById } from "./set-store.js";

interface MetCount {
  readonly block: Block | null;
  readonly met: number;
  readonly missed: number;
  /** Of `missed`: by less than one sample sd of the block's yearly change, and not below the baseline. */
  readonly withinNoise: number;
  /** Schools with a target but no figure of their own in the year. */
  readonly withoutFigure: number;
}

/**
 * By block, over the schools with a target; null where the viewer may not see the set or it is still `DRAFTING`.
 * Audited.
 * @param year an academic year after the base year
 * @throws KindredError BAD_ARGUMENT | NO_DATA if no attendance for the year has been imported
 */
export async function metCounts(
  database: Database,
  viewer: Viewer,
  setId: string,
  year: string,
): Promise<readonly MetCount[] | null> {
  const [set] = await targetSetsById(database, viewer, [setId]);
  if (!set || set.status === "DRAFTING") return null;
  if (shiftYear(year, 0) <= set.baseYear)
    refuse(`year: must be after the base year ${set.baseYear} of the targets, not ${year}`);
  const pair = usablePairBefore(year);
  const figures = await readAttendance(database, [year, ...pair]);
  const policy = await policyOf(database, set.id);
  const actual = attendanceIn(figures, year, policy);
  if (actual.size === 0) throw new KindredError("NO_DATA", `No attendance for ${year} has been imported.`);

  const targets = await build(database)
    .with("audit", (into) => into.insertInto("auditEntry").values({ ...readBy(viewer, "statistics"), urns: [] }))
    .selectFrom("target")
    .innerJoin("school", "school.urn", "target.urn")
    .select(["target.urn", "block", "target", "baseline"])
    .where("setId", "=", set.id)
    .where("outcome", "=", "SET")
    .$narrowType<{ block: Block | null; target: NotNull; baseline: NotNull }>()
    .execute();
  const sds = yearlySds(await blocksOf(database), pair, figures, policy);
  const counts = new Map<Block | null, { -readonly [Name in keyof MetCount]: MetCount[Name] }>();
  for (const { urn, block, target, baseline } of targets) {
    const count = counts.get(block) ?? { block, met: 0, missed: 0, withinNoise: 0, withoutFigure: 0 };
    counts.set(block, count);
    const attended = actual.get(urn);
    if (!attended) count.withoutFigure += 1;
    else {
      const sd = sds.get(block) ?? null;
      const { met, withinNoise } = assess(new Exact(target), new Exact(baseline), attended, sd, policy);
      count[met ? "met" : "missed"] += 1;
      if (withinNoise) count.withinNoise += 1;
    }
  }
  return [...counts.values()].sort((a, b) => String(a.block).localeCompare(String(b.block), "en"));
}

/** Not audited, because the policy is used here but not disclosed. */
async function policyOf(database: Database, setId: string): Promise<Policy> {
  const { policy } = await build(database)
    .selectFrom("targetSet")
    .select("policy")
    .where("id", "=", setId)
    .$narrowType<{ policy: Policy }>()
    .executeTakeFirstOrThrow();
  return policy;
}

/** Sample sd, by block, of the change between two years, percentage points, over schools with figures for both. */
export function yearlySds(
  blocks: ReadonlyMap<number, Block | null>,
  [earlier, later]: readonly [string, string],
  figures: AttendanceByYear,
  policy: Policy,
): ReadonlyMap<Block | null, Decimal | null> {
  const before = attendanceIn(figures, earlier, policy);
  const changes = new Map<Block | null, Decimal[]>();
  for (const [urn, attended] of attendanceIn(figures, later, policy)) {
    const previous = before.get(urn);
    const block = blocks.get(urn) ?? null;
    if (!previous) continue;
    const blockChanges = changes.get(block) ?? [];
    changes.set(block, blockChanges);
    blockChanges.push(attended.minus(previous));
  }
  return new Map([...changes].map(([block, values]) => [block, sampleSd(values)]));
}

function attendanceIn(figures: AttendanceByYear, year: string, policy: Policy): ReadonlyMap<number, Decimal> {
  const attended = new Map<number, Decimal>();
  for (const [urn, figure] of figures.get(year) ?? []) {
    const value = roundedAttendance(figure, policy);
    if (value) attended.set(urn, value);
  }
  return attended;
}

async function blocksOf(database: Database): Promise<ReadonlyMap<number, Block | null>> {
  const rows = await build(database)
    .selectFrom("school")
    .select(["urn", "block"])
    .$narrowType<{ block: Block | null }>()
    .execute();
  return new Map(rows.map(({ urn, block }) => [urn, block]));
}
