// The process that a strategy runs in starts as plain JavaScript and learns TypeScript here.
import { Worker } from "node:worker_threads";
import { register } from "tsx/esm/api";

// Whoever stops the parent by a signal to the whole group means the parent, which then ends this process itself.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
// Should the parent be killed while the strategy keeps this thread busy, another one sees it.
new Worker(
  `setInterval(() => { if (process.ppid !== ${Number(process.argv[2])}) process.kill(process.pid, "SIGKILL"); }, 1000)`,
  { eval: true },
).unref();

register();
await import("./worker.ts");
