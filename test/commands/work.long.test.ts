import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { createJob, findJob } from "../../src/jobs/queue.js";

it("kindred work finishes the running job when it is stopped, and exits with 0", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "kindred-work-"));
  const open = () => openDatabase({ dataDirectory, databaseUrl: undefined });
  const before = await open();
  const id = await createJob(before, "targets", { setId: "00000000-0000-4000-8000-000000000000" });
  await before.close();

  const program = resolve(import.meta.dirname, "../../bin/kindred.js");
  const worker = spawn(process.execPath, [program, "work"], {
    env: { PATH: process.env.PATH, KINDRED_DATA: dataDirectory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(worker, "close");
  await once(worker.stdout, "data");
  worker.kill("SIGTERM");
  expect(await closed).toEqual([0, null]);

  const after = await open();
  // The job was running, since a worker claims first, and had time to finish.
  expect(await findJob(after, id)).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
  await after.close();
  await rm(dataDirectory, { recursive: true });
});
