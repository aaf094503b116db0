// Files that a command writes: whole or not at all, and known to be writable before long work begins.
import { constants } from "node:fs";
import { access, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KindredError } from "../errors.js";

/**
 * @param outputs paths; `-` is standard output
 * @throws KindredError BAD_ARGUMENT where one cannot be written, or would overwrite the input or another
 */
export async function assertWritable(outputs: readonly string[], input: string): Promise<void> {
  const taken = new Set([await realPath(input)]);
  for (const path of outputs.filter((output) => output !== "-")) {
    const real = await orExplain(path, async () => {
      const there = await stat(path).catch(() => null);
      if (there?.isDirectory()) throw new Error("it is a directory");
      await access(there && !there.isFile() ? path : dirname(await realPath(path)), constants.W_OK);
      return realPath(path);
    });
    if (taken.has(real)) throw new KindredError("BAD_ARGUMENT", `${path} would be written over: give another file.`);
    taken.add(real);
  }
}

/** Beside the file first, then in its place, so that nobody ever reads half of it; what is no file is written to. */
export async function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  if (path === "-") {
    for (const chunk of chunks) process.stdout.write(chunk);
    return;
  }
  await orExplain(path, async () => {
    const real = await realPath(path);
    const there = await stat(real).catch(() => null);
    if (there && !there.isFile()) return writeFile(real, chunks);
    const part = `${real}.${process.pid}.part`;
    try {
      await writeFile(part, chunks);
      await rename(part, real);
    } finally {
      await rm(part, { force: true });
    }
  });
}

/** Of a file that is not there yet, by its folder. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(async () =>
    join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
}

async function orExplain<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such folder" : message;
    throw new KindredError("BAD_ARGUMENT", `${path} cannot be written: ${why}`);
  }
}
