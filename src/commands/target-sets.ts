// kindred targets list: lists the target sets with national counts of schools by outcome, never a target.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { globalIdOf } from "../database/global-id.js";
import { findTargetSets, originsOf, type SetOrigin, type TargetSet, targetStatistics } from "../targets/set-store.js";
import { everyItem } from "./every-page.js";
import { withReadingSession } from "./session.js";
import { aligned, minute } from "./table.js";

/** Recorded in the audit. */
const operation = "kindred targets list";

/** null: the set was deleted after the sets were listed */
type Origins = readonly (SetOrigin | null)[];

/** outcome -> schools; null while the set is being drafted */
type Counts = Readonly<Record<string, number>> | null;

export const listTargets = new Command("list")
  .description("list the target sets, newest first, with counts of schools by outcome")
  .option("--json", "print JSON")
  .action(({ json }: { json?: true }) =>
    withReadingSession(async ({ database }) => {
      const sets = await everyItem((page) => findTargetSets(database, operator, page));
      const counts: Counts[] = [];
      for (const { id } of sets) counts.push(await countsOf(database, id));
      const ids = sets.map(({ id }) => id);
      const origins = await originsOf(database, operator, ids, { operation });
      process.stdout.write(json ? asJson(sets, origins, counts) : asText(sets, origins, counts));
    }),
  );

const noSets =
  "There are no target sets yet. Draft one: kindred run --strategy nearest-neighbour --year 2022/23 --targets\n";

async function countsOf(database: Database, setId: string): Promise<Counts> {
  const statistics = await targetStatistics(database, operator, setId, { operation });
  const counts: Record<string, number> = {};
  for (const { outcome, schools } of statistics ?? []) counts[outcome] = (counts[outcome] ?? 0) + schools;
  return statistics && counts;
}

function asText(sets: readonly TargetSet[], origins: Origins, counts: readonly Counts[]): string {
  if (sets.length === 0) return noSets;
  const rows = sets.map(({ id, baseYear, targetYear, status, issuedAt }, i) => {
    const schools = Object.entries(counts[i] ?? {}).map(([outcome, count]) => `${outcome} ${count}`);
    return [id, baseYear, targetYear, status, origins[i]?.runId ?? "-", minute(issuedAt), schools.join(", ") || "-"];
  });
  return aligned(["id", "base year", "target year", "status", "run", "issued", "schools by outcome"], rows);
}

function asJson(sets: readonly TargetSet[], origins: Origins, counts: readonly Counts[]): string {
  const list = sets.map(({ id, baseYear, targetYear, status, issuedAt }, i) => {
    const runId = origins[i]?.runId ?? null;
    return {
      id,
      globalId: globalIdOf("TargetSet", id),
      baseYear,
      targetYear,
      status,
      runId,
      issuedAt,
      schools: counts[i] ?? null,
    };
  });
  return `${JSON.stringify(list, null, 2)}\n`;
}
