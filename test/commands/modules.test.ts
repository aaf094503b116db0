// Which modules a command loads, as V8 lists them: what it does not need costs time and memory at every start.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-modules-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** @returns modules as `src/main.js` or `commander`, not of child processes */
async function modulesOf(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = { PATH: process.env.PATH, KINDRED_DATA: folder, NODE_V8_COVERAGE: join(folder, "coverage"), ...env };
  const options = { env: all, cwd: root };
  await promisify(execFile)(process.execPath, [join(root, "bin/kindred.js"), ...words], options).catch((error) => {
    if (error.code !== 1) throw error;
  });
  const modules = new Set<string>();
  for (const file of await readdir(join(folder, "coverage"))) {
    const { result } = JSON.parse(await readFile(join(folder, "coverage", file), "utf8"));
    for (const { url } of result as { url: string }[]) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)|\/build\/[0-9a-f]{16}\/(.*)/.exec(url);
      if (name) modules.add(name[1] ?? name[2]!);
    }
  }
  return modules;
}

it("help loads no command", async () => {
  const modules = await modulesOf(["help"]);
  expect(modules).toContain("src/commands/program.js");
  const others = [...modules].filter(
    (name) => !/^(src\/[^/]+\.js|src\/commands\/(program|incomplete)\.js)$/.test(name),
  );
  expect(others.filter((name) => !name.startsWith("src/database/"))).toEqual(["commander"]);
  expect(modules).not.toContain("src/database/open.js");
});

it("help with a command loads that command", async () => {
  const modules = [...(await modulesOf(["help", "match"]))];
  expect(modules).toContain("src/commands/match.js");
  expect(modules).not.toContain("src/commands/run.js");
});

it("match loads no database", async () => {
  const words = "match examples/schools.csv --id urn --strategy nearest-neighbour --out -".split(" ");
  const modules = await modulesOf([...words, "--params", '{"attributes": {"fsm": 1}, "k": 1}']);
  expect(modules).toContain("src/matching/match.js");
  for (const name of ["src/database/open.js", "@prisma/client", "kysely"]) expect(modules).not.toContain(name);
});

it("attendance loads no database and no engine", async () => {
  await writeFile(join(folder, "sessions.csv"), "school,date,code,count\n1,2024-09-03,/,1\n");
  const modules = [...(await modulesOf(["attendance", join(folder, "sessions.csv"), "--out", "-"]))];
  expect(modules).toContain("src/submissions/codes/table.js");
  const found = /^(src\/(database\/open|matching\/.*|import\/sources)\.js|@prisma\/client|kysely|zod)$/;
  expect(modules.filter((name) => found.test(name))).toEqual([]);
});

it("a command on PostgreSQL loads no embedded database", async () => {
  const modules = await modulesOf(["runs"], { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  expect(modules).toContain("pg");
  for (const name of ["@electric-sql/pglite", "pglite-prisma-adapter"]) expect(modules).not.toContain(name);
});
