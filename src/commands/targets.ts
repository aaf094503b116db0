// kindred targets: lists and issues target sets, and counts the schools that met their target. It prints counts only:
// a school's target is read through the API, or exported (export.ts).
import { Command } from "commander";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { globalIdOf } from "../database/global-id.js";
import { KindredError } from "../errors.js";
import { issueTargets } from "../targets/draft.js";
import { metCounts } from "../targets/met-counts.js";
import { findTargetSets, originsOf, type SetOrigin, type TargetSet, targetStatistics } from "../targets/set-store.js";
import { everyItem } from "./every-page.js";
import { freezeWithProgress } from "./freeze.js";
import { academicYear, targetSetId } from "./options.js";
import { withReadingSession, withSession } from "./session.js";
import { aligned, minute } from "./table.js";

/** Recorded in the audit. */
const operation = "kindred targets list";

/** null: the set was deleted after the sets were listed */
type Origins = readonly (SetOrigin | null)[];

/** outcome -> schools; null while the set is being drafted */
type Counts = Readonly<Record<string, number>> | null;

const listTargets = new Command("list")
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
    const described = { id, globalId: globalIdOf("TargetSet", id), baseYear, targetYear, status };
    return { ...described, runId: origins[i]?.runId ?? null, issuedAt, schools: counts[i] ?? null };
  });
  return `${JSON.stringify(list, null, 2)}\n`;
}

const issue = new Command("issue")
  .description("issue a draft set: schools can then read their targets")
  .argument("<set>", "id of the set, as listed by kindred targets list", targetSetId)
  .action((id: string) =>
    withSession(async ({ database, progress }) => {
      await issueTargets(database, operator, id, freezeWithProgress(progress));
      process.stdout.write(`targets ${id} are issued\n`);
    }),
  );

const met = new Command("met")
  .description("count the schools that met their target in a later year, or would have met it")
  .argument("<set>", "id of the set, as listed by kindred targets list", targetSetId)
  .requiredOption("--year <year>", "the later year, for example 2023/24", academicYear)
  .action((id: string, { year }: { year: string }) =>
    withReadingSession(async ({ database }) => {
      const counts = await metCounts(database, operator, id, year);
      if (!counts) throw new KindredError("NOT_FOUND", `No complete target set ${id} was found.`);
      const columns = ["met", "missed", "withinNoise", "withoutFigure"] as const;
      const line = (block: string, cells: readonly (string | number)[]) =>
        `${block.padEnd(22)}${cells.map((cell) => String(cell).padStart(14)).join("")}\n`;
      process.stdout.write(line("", ["met", "missed", "(within noise)", "no figure"]));
      for (const count of counts) {
        const cells = columns.map((name) => count[name]);
        process.stdout.write(line(count.block ?? "", cells));
      }
    }),
  );

export const command = new Command("targets").addCommand(listTargets).addCommand(issue).addCommand(met);
