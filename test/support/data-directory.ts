// A data directory whose embedded database is there already: to make one costs five seconds, which one suite pays.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where suites run on PostgreSQL there is no template of it; a command then makes its own. */
export async function layDatabase(dataDirectory: string): Promise<void> {
  const template = process.env.KINDRED_TEST_TEMPLATE;
  if (process.env.TEST_DATABASE_URL || !template) return;
  const directory = join(dataDirectory, "database");
  await mkdir(directory, { recursive: true });
  await promisify(execFile)("tar", ["-xf", template, "-C", directory]);
}
