// Sends a child process one task and waits for its one report. The process stays for the next task.
import type { ChildProcess } from "node:child_process";
import { KindredError } from "../../errors.js";
import { reasonOfExit } from "./child.js";

export interface AskLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Of `startChild`, for messages. */
  readonly memoryMb: number;
  /** What runs in the process, for messages. */
  readonly subject: string;
}

/**
 * Keeps this process alive only while it waits for the report.
 * @throws KindredError STRATEGY_FAILED, also when it is cancelled; with the detail `ended` if the process has ended
 */
export function askChild<Report>(
  child: ChildProcess,
  task: object,
  { signal, timeoutMs, memoryMb, subject }: AskLimits,
): Promise<Report> {
  return new Promise<Report>((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      child.removeAllListeners();
      // Errors between requests show at the next request.
      child.on("error", () => {});
      child.unref();
      child.channel?.unref();
      then();
    };
    const fail = (message: string, details = {}) =>
      settle(() => reject(new KindredError("STRATEGY_FAILED", `${subject} ${message}`, details)));
    const abort = () => fail("was cancelled");
    const timer = setTimeout(() => fail(`ran longer than ${timeoutMs / 1000} s and was stopped`), timeoutMs);
    signal.addEventListener("abort", abort, { once: true });
    child.ref();
    child.channel?.ref();
    child.on("message", (report) => settle(() => resolve(report as Report)));
    child.on("error", (error) => fail(`could not be started: ${error.message}`));
    child.on("exit", (code, exitSignal) => fail(reasonOfExit(code, exitSignal, memoryMb), { ended: true }));
    // If the process has already ended, the exit event reports it.
    child.send(task, () => {});
  });
}
