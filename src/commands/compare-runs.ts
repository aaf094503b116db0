// kindred compare RUN RUN…: lists from runs in the database, and the targets that the runs would give.
import { readFile } from "node:fs/promises";
import { operator } from "../access/operator.js";
import { checkRequest, type RunsRequest, readRuns } from "../comparison/runs/read-runs.js";
import { findTwoYears } from "../comparison/years/find.js";
import { refuse } from "../errors.js";
import { withConsequence } from "../targets/consequence/section.js";
import { examplePolicy, type Policy, readPolicy } from "../targets/policy.js";
import { comparisonFiles, type Output, writeComparison } from "./comparison-output.js";
import { assertFolder } from "./output.js";
import { withReadingSession } from "./session.js";

/**
 * Nothing is written before all is read and computed.
 * @param policyFile a policy as JSON. Default: the example policy
 */
export async function compareRuns(request: RunsRequest, policyFile: string | undefined, output: Output): Promise<void> {
  checkRequest(request);
  assertUrn(output.school);
  const inputs = policyFile === undefined ? [] : [policyFile];
  const policy = policyFile === undefined ? examplePolicy : await readPolicyFile(policyFile);
  await assertFolder(output.out, comparisonFiles, ...inputs);
  await withReadingSession(async (session) => {
    const { database, config, ...interruptible } = session;
    const { signal, progress } = interruptible;
    const years = await findTwoYears(database, operator, request.runs);
    if (years) {
      const { writeYears } = await import("./compare-years.js");
      return writeYears(session, years, request, { ...output, policyFile });
    }
    const source = await readRuns(database, operator, request, {
      packages: config.pluginPackages,
      operation: "kindred compare",
      signal,
      onProgress: (done, total) => progress.report("reading runs", done, total),
    });
    const withTargets = await withConsequence(database, operator, source, { runId: request.runs[0]!, policy });
    await writeComparison(withTargets, output, inputs, interruptible);
  });
}

function assertUrn(school: string | undefined): void {
  if (school === undefined || /^[1-9]\d{5}$/.test(school)) return;
  refuse(`--school ${school}: give the URN of a school, six digits, to compare runs.`);
}

async function readPolicyFile(path: string): Promise<Policy> {
  const refuseFile = (problem: string) =>
    refuse(`--policy ${path}: ${problem}. Give a JSON file with the fields of a policy.`);
  const text = await readFile(path, "utf8").catch((error: Error) => refuseFile(error.message));
  return readPolicy(parsed(text) ?? refuseFile("it is not JSON"));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
