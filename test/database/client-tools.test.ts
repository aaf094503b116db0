// pg_dump and pg_restore: which versions are accepted, and what other users can see of them.
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assertTool, startTool } from "../../src/database/backup/client-tools.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-tools-"));
  vi.stubEnv("PATH", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
async function install(script: string): Promise<void> {
  await writeFile(join(folder, "pg_dump"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "pg_dump"), 0o700);
}
const signal = new AbortController().signal;

describe("PostgreSQL's client programs", () => {
  it("are reported missing, with the package to install", async () => {
    await expect(assertTool("pg_dump", 150_020)).rejects.toMatchObject({
      code: "NO_CLIENT_TOOLS",
      message: expect.stringMatching(/^pg_dump could not be run \(ENOENT\)\. .*postgresql-client-15/),
    });
  });

  it("are rejected if they are older than the server, and accepted if they are not", async () => {
    await install("echo 'pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)'");
    await expect(assertTool("pg_dump", 150_020)).rejects.toMatchObject({
      code: "NO_CLIENT_TOOLS",
      message: expect.stringMatching(/^pg_dump is version 14, older than the server's 15\. .*postgresql-client-15/),
    });
    await assertTool("pg_dump", 140_012);
  });

  it("get the password only in their environment, and no other database's", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://kindred:hidden@db/kindred");
    vi.stubEnv("DATABASE_URL_PUBLIC", "postgresql://web:hidden@db/kindred");
    await install(
      `echo "$0 $@"; echo "$PGUSER $PGPASSWORD $PGHOST $PGPORT $PGDATABASE $PGSSLMODE"; echo "[$DATABASE_URL$DATABASE_URL_PUBLIC]"`,
    );
    const url = "postgresql://kindred:pass%40word@db.example:5433/king%20dom?sslmode=no-verify";
    const tool = startTool("pg_dump", ["--format=custom"], url, { signal });
    const [command, environment, others] = (await text(tool.stdout)).split("\n");
    await tool.ended();
    expect(command).toMatch(/pg_dump --format=custom$/);
    expect(environment).toBe("kindred pass@word db.example 5433 king dom require");
    expect(others).toBe("[]");
  });

  it("fail with their first error, without values of rows", async () => {
    await install(
      "echo 'pg_dump: detail: 93.4' >&2; echo 'pg_dump: error: it broke' >&2; echo 'CONTEXT: target, 93.4' >&2; exit 1",
    );
    const tool = startTool("pg_dump", [], "postgresql://localhost/x", { signal });
    tool.stdout.resume();
    await expect(tool.ended()).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: "pg_dump failed: it broke",
    });
  });
});
