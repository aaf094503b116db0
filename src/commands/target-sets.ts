// kindred targets list: the sets of targets, and what each comes to over the country. Counts only.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { findTargetSets, originsOf, type SetOrigin, type TargetSet, targetStatistics } from "../targets/set-store.js";
import { everyItem } from "./every-page.js";
import { withReadingSession } from "./session.js";
import { aligned, minute } from "./table.js";

/** For the audit. */
const operation = "kindred targets list";

/** null: gone since the sets were listed */
type Origins = readonly (SetOrigin | null)[];

/** outcome -> schools; null until every school has its row */
type Counts = Readonly<Record<string, number>> | null;

export const listTargets = new Command("list")
  .description("list the sets of targets, newest first, with counts of schools by outcome")
  .option("--json", "as JSON")
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

const none =
  "There are no sets of targets yet. Draft one: kindred run --strategy nearest-neighbour --year 2022/23 --targets\n";

async function countsOf(database: Database, setId: string): Promise<Counts> {
  const statistics = await targetStatistics(database, operator, setId, { operation });
  const counts: Record<string, number> = {};
  for (const { outcome, schools } of statistics ?? []) counts[outcome] = (counts[outcome] ?? 0) + schools;
  return statistics && counts;
}

function asText(sets: readonly TargetSet[], origins: Origins, counts: readonly Counts[]): string {
  if (sets.length === 0) return none;
  const rows = sets.map(({ id, baseYear, targetYear, status, issuedAt }, at) => {
    const schools = Object.entries(counts[at] ?? {}).map(([outcome, count]) => `${outcome} ${count}`);
    return [id, baseYear, targetYear, status, origins[at]?.runId ?? "-", minute(issuedAt), schools.join(", ") || "-"];
  });
  return aligned(["id", "base year", "target year", "status", "run", "issued", "schools by outcome"], rows);
}

function asJson(sets: readonly TargetSet[], origins: Origins, counts: readonly Counts[]): string {
  const told = sets.map(({ id, baseYear, targetYear, status, issuedAt }, at) => ({
    id,
    baseYear,
    targetYear,
    status,
    runId: origins[at]?.runId ?? null,
    issuedAt,
    schools: counts[at] ?? null,
  }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
