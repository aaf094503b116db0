// Bundles the program of the thread that runs the embedded database into one JavaScript file. Reading its sources as
// TypeScript in each new thread would add half to the cost of opening a database.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** Builds the program if its sources have changed. @returns its path */
export async function threadProgram(): Promise<string> {
  const program = join(import.meta.dirname, "generated/thread.js");
  await buildProgram(join(import.meta.dirname, "thread.ts"), program);
  return program;
}

/** Path from the program's folder -> digest of the content. Kept as a comment in the program's first line. */
type Digests = Record<string, string>;

/** Builds `program` from `entry` and all that it imports, except npm packages, unless its sources are the same. */
export async function buildProgram(entry: string, program: string): Promise<void> {
  const folder = dirname(program);
  if (await isCurrent(program, folder)) return;
  const { build } = await import("esbuild"); // rarely needed
  const sources: Digests = {};
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    write: false,
    plugins: [
      {
        name: "sources",
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const contents = await readFile(path);
            sources[relative(folder, path)] = digest(contents);
            return { contents, loader: "ts" };
          }),
      },
    ],
  });
  await mkdir(folder, { recursive: true });
  const whole = `${program}.${randomUUID()}`; // other processes may build or load the program at the same time
  await writeFile(whole, `//${JSON.stringify(sources)}\n${outputFiles[0]!.text}`);
  await rename(whole, program);
}

const digest = (content: Buffer) => createHash("sha256").update(content).digest("base64");

async function isCurrent(program: string, folder: string): Promise<boolean> {
  try {
    const text = await readFile(program, "utf8");
    const sources = Object.entries(JSON.parse(text.slice(2, text.indexOf("\n"))) as Digests);
    const contents = await Promise.all(sources.map(([path]) => readFile(join(folder, path))));
    return sources.every(([, recorded], index) => recorded === digest(contents[index]!));
  } catch {
    return false; // no program, a damaged one, or a source that is gone
  }
}
