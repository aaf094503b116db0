// The process that plugins run in starts as plain JavaScript and learns TypeScript here.
import { Worker } from "node:worker_threads";
import { register } from "tsx/esm/api";

// Whoever stops the parent by a signal to the whole group means the parent, which then ends this process itself.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
// While a plugin keeps this thread busy, another one sees that the parent was killed, or that arrays fill the memory,
// which no limit of the heap counts.
const [parent, task, mostMb] = process.argv.slice(2);
new Worker(
  `setInterval(() => {
    if (process.ppid !== ${Number(parent)}) process.kill(process.pid, "SIGKILL");
    if (process.memoryUsage.rss() > ${Number(mostMb)} * 2 ** 20) process.kill(process.pid, "SIGABRT");
  }, 250)`,
  { eval: true },
).unref();

register();
// Keeps the process until the parent has read everything and ends it.
process.on("disconnect", () => process.exit());
await import(task);
