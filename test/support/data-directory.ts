// A data directory with a ready-made embedded database: creating one takes five seconds, so the test run does it once.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** On PostgreSQL there is no template; a command then creates the database itself. */
export async function layDatabase(dataDirectory: string): Promise<void> {
  const template = process.env.KINDRED_TEST_TEMPLATE;
  if (process.env.TEST_DATABASE_URL || !template) return;
  const directory = join(dataDirectory, "database");
  await mkdir(directory, { recursive: true });
  await promisify(execFile)("tar", ["-xf", template, "-C", directory]);
}
