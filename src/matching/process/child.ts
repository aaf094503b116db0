// The process that plugins run in: no credentials, a memory limit, and an end when this process ends.
// A thread would not do: one that runs out of memory may take the whole process with it (nodejs/node#47224).
import { type ChildProcess, fork } from "node:child_process";

/** Megabytes in all, arrays and the process itself with them, where objects may take so many. */
const inAll = (memoryMb: number) => 2 * memoryMb + 256;

/**
 * @param task the module beside this one that the process runs
 * @param memoryMb megabytes of objects; `inAll` says how many in all
 */
export function startChild(task: "match-task.ts" | "explain-task.ts", memoryMb: number): ChildProcess {
  const words = [String(process.pid), `./${task}`, String(inAll(memoryMb))];
  return fork(new URL("./child-start.js", import.meta.url), words, {
    env: process.env.KINDRED_THREADS ? { KINDRED_THREADS: process.env.KINDRED_THREADS } : {},
    execArgv: [`--max-old-space-size=${memoryMb}`],
    serialization: "advanced",
    // What a plugin prints goes nowhere: it says things by warnings and errors.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Ends it, whatever it is at, and waits until it has ended. */
export function endChild(child: ChildProcess): Promise<void> {
  child.removeAllListeners();
  // What still goes wrong with it while it is ended is of no account.
  child.on("error", () => {});
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Why a process ended that was to go on. */
export function reasonOfExit(code: number | null, killed: string | null, memoryMb: number): string {
  // V8 aborts where the heap is full, and so does the watch over all memory.
  return killed === "SIGABRT" || code === 134
    ? `used more memory than it may: ${memoryMb} MB of objects, ${inAll(memoryMb)} MB in all`
    : `ended its process with ${killed ?? `exit code ${code}`}`;
}
