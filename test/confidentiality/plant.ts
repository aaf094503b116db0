// Plants a leak in a copy of the program and sees whether the harness finds it.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { harass } from "./harness.js";
import type { Mutant } from "./mutant.js";
import { mutants } from "./mutants.js";
import { here, startTwins } from "./twins.js";

const copied = ["src", "schema", "plugins", "test", "bench", "prisma", "patches", "package.json", "tsconfig.json"];

/** A copy of the program with the leak in it. Remove it when done. */
export async function plantedTree({ name, edits }: Mutant): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `kindred-leak-${name.replace(/\W/g, "-")}-`));
  await Promise.all(copied.map((entry) => cp(join(here, entry), join(root, entry), { recursive: true })));
  await symlink(join(here, "node_modules"), join(root, "node_modules"));
  for (const { file, find, replace } of edits) {
    const text = await readFile(join(root, file), "utf8");
    const times = text.split(find).length - 1;
    if (times !== 1) {
      await rm(root, { recursive: true });
      throw new Error(`The leak '${name}' does not fit: ${file} has ${JSON.stringify(find)} ${times} times, not once.`);
    }
    await writeFile(
      join(root, file),
      text.replace(find, () => replace),
    );
  }
  return root;
}

export interface Caught {
  readonly name: string;
  /** What gave it away; null where nothing did. */
  readonly by: string | null;
  readonly queries: number;
}

/** @param size how many requests at most */
export async function plant(
  mutant: Mutant,
  size: { seed: number; queries: number; signal?: AbortSignal },
): Promise<Caught> {
  const root = await plantedTree(mutant);
  try {
    const twins = await startTwins(mutant.world ?? "scopes", root);
    try {
      const { findings, queries } = await harass(twins, { ...size, most: 1 });
      const [found] = findings;
      return { name: mutant.name, queries, by: found ? `${found.who ?? "nobody in particular"}: ${found.what}` : null };
    } finally {
      await twins.close();
    }
  } finally {
    await rm(root, { recursive: true });
  }
}

/** @param names of mutants; all of them where there are none. @returns whether every one was caught */
export async function plantAll(
  names: readonly string[],
  size: { seed: number; queries: number; signal: AbortSignal; say: (line: string) => void },
): Promise<boolean> {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length)
    throw new Error(
      `No leak is called ${unknown.join(", ")}. There are: ${mutants.map(({ name }) => name).join(", ")}.`,
    );
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name));
  let missed = 0;
  for (const mutant of chosen) {
    if (size.signal.aborted) return false;
    const { by, queries } = await plant(mutant, size);
    if (by === null) missed++;
    size.say(
      `${by === null ? "MISSED" : "caught"}  ${mutant.name.padEnd(18)} ${String(queries).padStart(5)} requests  ${by?.split("\n")[0] ?? mutant.about}`,
    );
  }
  size.say(`${chosen.length - missed} of ${chosen.length} planted leaks were caught`);
  return missed === 0;
}
