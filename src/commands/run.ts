// kindred run: does a run in this process, and waits for it. The API starts the same runs.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { arrangePartnerships } from "../partnerships/arrange.js";
import { startRun } from "../runs/start.js";
import { runsById } from "../runs/store.js";
import { draftTargets } from "../targets/draft.js";
import { finishJob } from "./finish-job.js";
import { freezeWithProgress } from "./freeze.js";
import { academicYear, jsonObject, overrideReasonOption } from "./options.js";
import { type Session, withSession } from "./session.js";

interface RunFlags {
  readonly strategy: string;
  readonly year: string;
  readonly circumstances?: string;
  readonly params?: Record<string, unknown>;
  readonly constraints?: Record<string, unknown>;
  readonly targets?: true;
  readonly partnerships?: true;
  readonly partnershipParams?: Record<string, unknown>;
  readonly overrideReason?: string;
}

export const runCommand = new Command("run")
  .description("find similar schools with a strategy; repeating a run returns the existing one")
  .requiredOption("--strategy <name>", "the strategy (to list them: kindred strategies)")
  .requiredOption("--year <year>", "base year, for example 2022/23", academicYear)
  .option("--circumstances <year>", "year of the circumstances (default: the base year)", academicYear)
  .option("--params <json>", "the strategy's parameters", jsonObject)
  .option("--constraints <json>", "which schools can be peers", jsonObject)
  .option("--targets", "then draft targets from the run")
  .option("--partnerships", "then arrange partnerships from the run")
  .option("--partnership-params <json>", 'parameters of the partnerships, for example {"withinKm": null}', jsonObject)
  .option(...overrideReasonOption)
  .action((flags: RunFlags) =>
    withSession(async (session) => {
      const runId = await findSimilarSchools(session, flags);
      const freeze = freezeWithProgress(session.progress);
      const { overrideReason } = flags;
      if (flags.targets) {
        const { setId, jobId } = await draftTargets(session.database, operator, { runId, overrideReason }, freeze);
        await finishJob(session, jobId, "Targets");
        print(`targets ${setId} drafted; to issue them: kindred targets issue ${setId}`);
      }
      if (flags.partnerships) {
        const request = { runId, parameters: flags.partnershipParams, overrideReason };
        const { planId, jobId } = await arrangePartnerships(session.database, operator, request, freeze);
        await finishJob(session, jobId, "Partnerships");
        print(`partnerships ${planId} proposed`);
      }
    }),
  );

async function findSimilarSchools(session: Session, flags: RunFlags): Promise<string> {
  const { database, config, progress } = session;
  const request = {
    strategy: flags.strategy,
    parameters: flags.params,
    constraints: flags.constraints,
    baseYear: flags.year,
    circumstancesYear: flags.circumstances,
  };
  const freeze = freezeWithProgress(progress);
  const { id, jobId } = await startRun(database, operator, request, config.pluginPackages, freeze);
  await finishJob(session, jobId, flags.strategy);
  const [finished] = await runsById(database, operator, [id]);
  print(`run ${id}`);
  print(`fingerprint ${finished?.fingerprint}`);
  for (const warning of finished?.warnings ?? []) print(`warning: ${warning}`);
  const { schools = 0, matched = 0, unmatched = {} } = finished?.summary ?? {};
  print(`${matched} of ${schools} schools matched`);
  for (const [reason, count] of Object.entries(unmatched)) print(`  ${count} ${reason}`);
  return id;
}

const print = (text: string) => process.stdout.write(`${text}\n`);
