// Compares the schema with that of the last release, of which schema/released/ has a copy.
//   tsx scripts/released-schema.ts check    fails if a change breaks clients and is not announced in CHANGELOG.md
//   tsx scripts/released-schema.ts update   makes the schema of today the released one; `npm version` runs it
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSchema } from "graphql";
import { announcedIn, deprecationsIn, keptUntil, refusedBreaks, released } from "./schema-breaks.js";

const root = resolve(import.meta.dirname, "..");
const changelogPath = join(root, "CHANGELOG.md");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const files = ["schema.graphql", "public.graphql"] as const;

/** What is wrong with the changes since the last release, a line each. @param today `YYYY-MM-DD` */
export function faults(today: string): string[] {
  const announced = announcedIn(read("CHANGELOG.md"));
  return files.flatMap((file) => {
    const current = buildSchema(read(`schema/${file}`));
    const breaks = refusedBreaks(buildSchema(read(`schema/released/${file}`)), current, announced, today);
    const undated = deprecationsIn(current).filter(({ reason }) => keptUntil(reason) === undefined);
    return [
      ...breaks.map(({ coordinate, description }) => `schema/${file}: \`${coordinate}\`: ${description}`),
      ...undated.map(
        ({ coordinate }) => `schema/${file}: ${coordinate} is deprecated without "Kept until YYYY-MM-DD."`,
      ),
    ];
  });
}

function check(): void {
  const found = faults(new Date().toISOString().slice(0, 10));
  if (found.length === 0) return;
  console.error(found.join("\n"));
  console.error("Deprecate what clients use, or announce each break in CHANGELOG.md: docs/architecture.md says how.");
  process.exitCode = 1;
}

function update(): void {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  writeFileSync(changelogPath, released(read("CHANGELOG.md"), version));
  for (const file of files) copyFileSync(join(root, "schema", file), join(root, "schema/released", file));
}

if (process.argv[1] === import.meta.filename) {
  const [command] = process.argv.slice(2);
  if (command === "check") check();
  else if (command === "update") update();
  else {
    console.error("usage: tsx scripts/released-schema.ts check | update");
    process.exitCode = 2;
  }
}
