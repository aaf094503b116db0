// kindred targets list: the sets of targets, and what each comes to over the country. Counts only.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { findTargetSets, type TargetSet, targetStatistics } from "../targets/set-store.js";
import { everyItem } from "./every-page.js";
import { withSession } from "./session.js";
import { aligned, minute } from "./table.js";

/** outcome -> schools; null until every school has its row */
type Counts = Readonly<Record<string, number>> | null;

export const listTargets = new Command("list")
  .description("list the sets of targets, newest first, with counts of schools by outcome")
  .option("--json", "as JSON")
  .action(({ json }: { json?: true }) =>
    withSession(async ({ database }) => {
      const sets = await everyItem((page) => findTargetSets(database, operator, page));
      const counts: Counts[] = [];
      for (const { id } of sets) counts.push(await countsOf(database, id));
      process.stdout.write(json ? asJson(sets, counts) : asText(sets, counts));
    }),
  );

const none =
  "There are no sets of targets yet. Draft one: kindred run --strategy nearest-neighbour --year 2022/23 --targets\n";

async function countsOf(database: Database, setId: string): Promise<Counts> {
  const statistics = await targetStatistics(database, operator, setId, { operation: "kindred targets list" });
  const counts: Record<string, number> = {};
  for (const { outcome, schools } of statistics ?? []) counts[outcome] = (counts[outcome] ?? 0) + schools;
  return statistics && counts;
}

function asText(sets: readonly TargetSet[], counts: readonly Counts[]): string {
  if (sets.length === 0) return none;
  const rows = sets.map(({ id, baseYear, targetYear, status, runId, issuedAt }, at) => {
    const schools = Object.entries(counts[at] ?? {}).map(([outcome, count]) => `${outcome} ${count}`);
    return [id, baseYear, targetYear, status, runId, minute(issuedAt), schools.join(", ") || "-"];
  });
  return aligned(["id", "base year", "target year", "status", "run", "issued", "schools by outcome"], rows);
}

function asJson(sets: readonly TargetSet[], counts: readonly Counts[]): string {
  const told = sets.map(({ id, baseYear, targetYear, status, runId, issuedAt }, at) => ({
    id,
    baseYear,
    targetYear,
    status,
    runId,
    issuedAt,
    schools: counts[at] ?? null,
  }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
