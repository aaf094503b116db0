// The process that plugins run in: it gets no credentials, has a memory limit, and ends when this process ends.
// A thread is not enough: one that runs out of memory may end the whole process (nodejs/node#47224).
import { type ChildProcess, fork } from "node:child_process";
import { programAt } from "../../programs.js";

/** Limit in megabytes on all memory, including arrays and the process itself, for this limit on objects. */
const totalMb = (memoryMb: number) => 2 * memoryMb + 256;

/**
 * @param task the module in this folder that the process runs, as JavaScript
 * @param memoryMb megabytes of objects; `totalMb` gives the limit on all memory
 */
export function startChild(
  task: "match-task.js" | "explain-task.js" | "rematch-task.js",
  memoryMb: number,
): ChildProcess {
  const args = [String(process.pid), `./${task}`, String(totalMb(memoryMb))];
  return fork(programAt("matching/process/child-start.js"), args, {
    env: process.env.KINDRED_THREADS ? { KINDRED_THREADS: process.env.KINDRED_THREADS } : {},
    execArgv: [`--max-old-space-size=${memoryMb}`],
    serialization: "advanced",
    // A plugin's output is discarded: it reports by warnings and errors.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Kills the process and waits until it has ended. */
export function endChild(child: ChildProcess): Promise<void> {
  child.removeAllListeners();
  // Errors while it ends are ignored.
  child.on("error", () => {});
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.ref(); // a process that is unreferenced between tasks would not be waited for
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Why a process ended unexpectedly. */
export function reasonOfExit(code: number | null, exitSignal: string | null, memoryMb: number): string {
  // V8 aborts when the heap is full, and so does the check on all memory.
  return exitSignal === "SIGABRT" || code === 134
    ? `used more memory than allowed: ${memoryMb} MB of objects, ${totalMb(memoryMb)} MB in all`
    : `ended its process with ${exitSignal ?? `exit code ${code}`}`;
}
