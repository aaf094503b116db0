// Matches a whole population by one strategy in a process of its own: no credentials, a time and a memory limit.
// A thread would not do: one that runs out of memory may take the whole process with it (nodejs/node#47224).
import { fork } from "node:child_process";
import { KindredError } from "../errors.js";
import type { Block, Population } from "../population/population.js";
import { normaliseConstraints } from "./constraints.js";
import type { Strategy } from "./contract.js";
import { findStrategies } from "./discovery.js";
import { normaliseParameters } from "./parameters.js";
import type { PopulationMatching, SchoolMatching } from "./result.js";
import type { Report, Work } from "./worker.js";

export interface MatchRequest {
  /** Name of an installed strategy. */
  readonly strategy: string;
  /** As given or as normalised: both come out the same. */
  readonly parameters: unknown;
  readonly constraints: unknown;
  /** npm packages to find strategies in, beside `plugins/`. */
  readonly packages: readonly string[];
}

export interface MatchOptions {
  /** Schools done of all. */
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
  /** Milliseconds; ten minutes unless given. */
  readonly timeoutMs?: number;
  /** Megabytes of heap; 1,024 unless given. */
  readonly memoryMb?: number;
}

/**
 * @throws KindredError UNKNOWN_STRATEGY, BAD_PLUGIN, BAD_PARAMETERS, CANCELLED; STRATEGY_FAILED with the plugin's own message
 */
export async function matchPopulation(
  population: Population,
  request: MatchRequest,
  options: MatchOptions = {},
): Promise<PopulationMatching> {
  const strategies = await findStrategies(request.packages);
  const strategy = strategies.get(request.strategy);
  if (!strategy) {
    const installed = [...strategies.keys()].join(", ");
    throw new KindredError("UNKNOWN_STRATEGY", `no strategy ${request.strategy}; installed: ${installed}`);
  }
  const work: Work = {
    population,
    strategy: strategy.name,
    parameters: normaliseParameters(strategy, request.parameters),
    constraints: normaliseConstraints(request.constraints),
    packages: request.packages,
  };
  return collect(work, strategy, options);
}

function collect(work: Work, strategy: Strategy, options: MatchOptions): Promise<PopulationMatching> {
  const { onProgress, signal, timeoutMs = 600_000, memoryMb = 1024 } = options;
  const subject = `strategy ${strategy.name}`;
  const total = work.population.size;
  const schools = new Array<SchoolMatching>(total);
  const attributes: Partial<Record<Block, readonly string[]>> = {};
  const learnt: Partial<Record<Block, unknown>> = {};
  const warnings: string[] = [];

  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new KindredError("CANCELLED", "the matching was cancelled"));
    const child = fork(new URL("./worker-start.js", import.meta.url), [String(process.pid)], {
      env: process.env.KINDRED_THREADS ? { KINDRED_THREADS: process.env.KINDRED_THREADS } : {},
      execArgv: [`--max-old-space-size=${memoryMb}`],
      serialization: "advanced",
      // What a plugin prints goes nowhere: it says things by warnings and errors.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      for (const event of ["message", "exit", "error"]) child.removeAllListeners(event);
      // What still goes wrong with it while it is ended is of no account.
      child.on("error", () => {});
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return settle();
      child.once("exit", settle);
      child.kill("SIGKILL");
    };
    const fail = (message: string) => end(() => reject(new KindredError("STRATEGY_FAILED", message)));
    const cancel = () => end(() => reject(new KindredError("CANCELLED", "the matching was cancelled")));
    const timer = setTimeout(() => fail(`${subject} ran longer than ${timeoutMs / 1000} s and was stopped`), timeoutMs);
    signal?.addEventListener("abort", cancel, { once: true });

    child.on("message", (message) => {
      const report = message as Report;
      if (report.kind === "progress") {
        onProgress?.(report.done, total);
      } else if (report.kind === "block") {
        const { block, matching } = report;
        matching.populationRow.forEach((row, at) => {
          schools[row] = matching.schools[at]!;
        });
        attributes[block] = matching.attributes;
        if (matching.learnt !== undefined) learnt[block] = matching.learnt;
        warnings.push(...matching.warnings.map((warning) => `${block}: ${warning}`));
      } else if (report.kind === "finished") {
        const { name, version } = strategy;
        end(() => resolve({ strategy: name, version, schools, attributes, warnings, learnt }));
      } else {
        fail(report.message);
      }
    });
    child.on("error", (error) => fail(`${subject} could not be started: ${error.message}`));
    child.on("exit", (code, killed) =>
      // V8 aborts where the heap is full.
      fail(
        killed === "SIGABRT" || code === 134
          ? `${subject} used more than ${memoryMb} MB of memory`
          : `${subject} ended its process with ${killed ?? `exit code ${code}`}`,
      ),
    );
    // Where it is gone already, its exit says so.
    child.send(work, () => {});
  });
}
