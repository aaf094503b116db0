// Runs the test suites that open a database or a server, on the PostgreSQL server of TEST_DATABASE_URL.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

if (!process.env.TEST_DATABASE_URL) {
  console.error(
    "TEST_DATABASE_URL is not set. Set it to a PostgreSQL server, for example postgresql://postgres@127.0.0.1:5432/postgres",
  );
  process.exit(2);
}
const suites = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `test/${file}`)
  .filter((file) => /testDatabase\(|TEST_DATABASE_URL/.test(readFileSync(file, "utf8")));
console.log(`${suites.length} suites on PostgreSQL`);
const { status } = spawnSync("npx", ["vitest", "run", ...suites], { stdio: "inherit" });
process.exit(status ?? 1);
