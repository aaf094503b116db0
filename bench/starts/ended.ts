// Runs a Node program to its end, and measures what it took.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Taken {
  /** CPU time in ticks (usually 10 ms): of the process, its threads and the processes that it started. */
  readonly ticks: number;
  /** The most memory that the process held at a time, in megabytes; without the processes that it started. */
  readonly peakMb: number;
}

/** Fields 14 to 17 of /proc/PID/stat: user and system time, of the process and of its children that have ended. */
export function ticksOf(pid: number | "self"): { readonly own: number; readonly children: number } {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { own: user + system, children: childUser + childSystem };
}

const reportPeak = `data:text/javascript,process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS))`;

/** Run one at a time: all children of this process are counted. @throws if it does not end with 0 */
export async function runToEnd(words: readonly string[]): Promise<Taken> {
  const before = ticksOf("self").children;
  const child = spawn(process.execPath, ["--import", reportPeak, ...words], { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.on("data", (data) => {
    text += data;
  });
  const [code] = await once(child, "close");
  const kilobytes = /peak (\d+)$/.exec(text)?.[1];
  if (code !== 0 || kilobytes === undefined) throw new Error(`node ${words.join(" ")} ended with ${code}: ${text}`);
  return { ticks: ticksOf("self").children - before, peakMb: Number(kilobytes) / 1024 };
}
