// Plants a leak in a copy of the program and checks whether the harness finds it.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runHarness } from "./harness.js";
import type { Mutant } from "./mutant.js";
import { mutants } from "./mutants.js";
import { repositoryRoot, startTwins } from "./twins.js";

const copied = ["src", "schema", "plugins", "test", "bench", "prisma", "patches", "package.json", "tsconfig.json"];

/** Copies the program and plants the leak. @returns the copy's directory, which the caller must remove */
export async function plantedTree({ name, edits }: Mutant): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `kindred-leak-${name.replace(/\W/g, "-")}-`));
  await Promise.all(copied.map((entry) => cp(join(repositoryRoot, entry), join(root, entry), { recursive: true })));
  await symlink(join(repositoryRoot, "node_modules"), join(root, "node_modules"));
  for (const { file, find, replace } of edits) {
    const text = await readFile(join(root, file), "utf8");
    const count = text.split(find).length - 1;
    if (count !== 1) {
      await rm(root, { recursive: true });
      throw new Error(
        `The leak '${name}' does not fit: ${JSON.stringify(find)} occurs ${count} times in ${file}, not once.`,
      );
    }
    await writeFile(
      join(root, file),
      text.replace(find, () => replace),
    );
  }
  return root;
}

interface Caught {
  readonly name: string;
  /** The finding that revealed it; null if there was none. */
  readonly by: string | null;
  readonly queries: number;
}

/** @param size the seed and the maximum number of requests */
export async function plant(
  mutant: Mutant,
  size: { seed: number; queries: number; signal?: AbortSignal },
): Promise<Caught> {
  const root = await plantedTree(mutant);
  try {
    const twins = await startTwins(mutant.world ?? "scopes", root);
    try {
      const { findings, queries } = await runHarness(twins, { ...size, maxFindings: 1 });
      const [found] = findings;
      return {
        name: mutant.name,
        queries,
        by: found ? `${found.caller ?? "no caller in particular"}: ${found.what}` : null,
      };
    } finally {
      await twins.close();
    }
  } finally {
    await rm(root, { recursive: true });
  }
}

/** @param names of mutants; all mutants if empty @returns whether every one was caught */
export async function plantAll(
  names: readonly string[],
  size: { seed: number; queries: number; signal: AbortSignal; say: (line: string) => void },
): Promise<boolean> {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length)
    throw new Error(
      `Unknown leak: ${unknown.join(", ")}. The leaks are: ${mutants.map(({ name }) => name).join(", ")}.`,
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
