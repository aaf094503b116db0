// Starts the process that plugins run in: loads its task, and watches that it keeps its limits.
import { Worker } from "node:worker_threads";

// A signal to the whole process group is meant for the parent, which then ends this process itself.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
// A plugin may keep this thread busy, so a second thread checks that the parent is alive and that total memory is
// within its limit. The heap limit does not count arrays.
const [parent, task, maxMb] = process.argv.slice(2);
new Worker(
  `setInterval(() => {
    if (process.ppid !== ${Number(parent)}) process.kill(process.pid, "SIGKILL");
    if (process.memoryUsage.rss() > ${Number(maxMb)} * 2 ** 20) process.kill(process.pid, "SIGABRT");
  }, 250)`,
  { eval: true },
).unref();

// Keeps the process alive until the parent has read everything and ends it.
process.on("disconnect", () => process.exit());
await import(task!);
