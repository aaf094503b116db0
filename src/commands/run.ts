// kindred run: does a run in this process, and waits for it. The API starts the same runs.
import { Command } from "commander";
import { operator } from "../access/operator.js";
import { readConfig } from "../config.js";
import { refuse } from "../errors.js";
import { arrangePartnerships } from "../partnerships/arrange.js";
import { readPlanParameters } from "../partnerships/parameters.js";
import { counted } from "../plural.js";
import { requestOfManifest } from "../runs/export/read-manifest.js";
import { checkRequest, type RunRequest, startRun } from "../runs/start.js";
import { runsById } from "../runs/store.js";
import { draftTargets } from "../targets/draft.js";
import { finishJob } from "./finish-job.js";
import { freezeWithProgress } from "./freeze.js";
import { Incomplete } from "./incomplete.js";
import { academicYear, baseYear, jsonObject, overrideReasonOption } from "./options.js";
import { type Session, withSession } from "./session.js";

interface RunFlags {
  readonly strategy?: string;
  readonly year?: string;
  readonly from?: string;
  readonly circumstances?: string;
  readonly params?: Record<string, unknown>;
  readonly constraints?: Record<string, unknown>;
  readonly targets?: true;
  readonly partnerships?: true;
  readonly partnershipParams?: Record<string, unknown>;
  readonly overrideReason?: string;
}

export const command = new Command("run")
  .option("--strategy <name>", "the strategy (to list them: kindred strategies)")
  .option("--year <year>", "base year, for example 2022/23", baseYear)
  .option("--circumstances <year>", "year of the circumstances (default: the base year)", academicYear)
  .option("--params <json>", "the strategy's parameters", jsonObject)
  .option("--constraints <json>", "which schools can be peers", jsonObject)
  .option("--from <manifest>", "instead of all these: manifest.json of kindred export, to make its run again")
  .option("--targets", "then draft targets from the run")
  .option("--partnerships", "then arrange partnerships from the run")
  .option("--partnership-params <json>", 'parameters of the partnerships, for example {"withinKm": null}', jsonObject)
  .option(...overrideReasonOption)
  .action(async (flags: RunFlags) => {
    const request = await requestOf(flags);
    await withSession(async (session) => {
      const { id: runId, matched } = await findSimilarSchools(session, request);
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
      if (matched === 0) throw new Incomplete();
    });
  });

async function findSimilarSchools(
  session: Session,
  request: RunRequest,
): Promise<{ readonly id: string; readonly matched: number }> {
  const { database, config, progress } = session;
  const freeze = freezeWithProgress(progress);
  const { id, jobId } = await startRun(database, operator, request, config.pluginPackages, freeze);
  await finishJob(session, jobId, request.strategy);
  const [finished] = await runsById(database, operator, [id]);
  print(`run ${id}`);
  print(`fingerprint ${finished?.fingerprint}`);
  for (const warning of finished?.warnings ?? []) print(`warning: ${warning}`);
  const { schools = 0, matched = 0, unmatched = {} } = finished?.summary ?? {};
  print(`${matched} of ${counted(schools, "school")} matched`);
  for (const [reason, count] of Object.entries(unmatched)) print(`  ${count} ${reason}`);
  return { id, matched };
}

/** All that can be checked without the database is checked. */
async function requestOf(flags: RunFlags): Promise<RunRequest> {
  const { targets, partnerships, partnershipParams, overrideReason } = flags;
  const request = await givenRequest(flags);
  await checkRequest(request, readConfig().pluginPackages);
  if (partnershipParams !== undefined) {
    if (!partnerships) refuse("--partnership-params needs --partnerships.");
    readPlanParameters(partnershipParams);
  }
  if (overrideReason !== undefined && !targets && !partnerships)
    refuse("--override-reason needs --targets or --partnerships.");
  return request;
}

async function givenRequest(flags: RunFlags): Promise<RunRequest> {
  const { strategy, year, circumstances, params, constraints, from } = flags;
  const given = Object.entries({ strategy, year, circumstances, params, constraints })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);
  if (from !== undefined) {
    if (given.length === 0) return requestOfManifest(from);
    refuse(`--from has all of the run; leave out ${given.join(", ")}.`);
  }
  if (strategy === undefined || year === undefined)
    refuse("Give --strategy and --year, or --from with the manifest of an export.");
  return { strategy, baseYear: year, circumstancesYear: circumstances, parameters: params, constraints };
}

const print = (text: string) => process.stdout.write(`${text}\n`);
