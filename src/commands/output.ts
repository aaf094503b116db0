// Writes output files whole or not at all, and checks that they can be written before long work begins.
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KindredError, refuse } from "../errors.js";

/**
 * @param outputs paths; `-` is standard output
 * @throws KindredError BAD_ARGUMENT if one cannot be written, or would overwrite an input or another output
 */
export async function assertWritable(outputs: readonly string[], ...inputs: readonly string[]): Promise<void> {
  const usedPaths = new Set(await Promise.all(inputs.map(realPath)));
  for (const path of outputs.filter((output) => output !== "-")) {
    const real = await withClearError(path, async () => {
      const status = await stat(path).catch(() => null);
      if (status?.isDirectory()) throw cannotBeWritten(path, "it is a directory");
      await access(status && !status.isFile() ? path : dirname(await realPath(path)), constants.W_OK);
      return realPath(path);
    });
    if (usedPaths.has(real)) refuse(`${path} would be overwritten: choose another file.`);
    usedPaths.add(real);
  }
}

/**
 * Checks that files can be written to a folder, which need not exist yet. Creates nothing.
 * @throws KindredError BAD_ARGUMENT as `assertWritable`
 */
export async function assertFolder(
  path: string,
  files: readonly string[],
  ...inputs: readonly string[]
): Promise<void> {
  const outputs = files.map((file) => join(path, file));
  if (await isFolder(path)) return assertWritable(outputs, ...inputs);
  await withClearError(path, async () => {
    let above = path;
    while (!(await stat(above).catch(() => null))) above = dirname(above);
    if (!(await isFolder(above))) throw cannotBeWritten(path, `${above} is not a directory`);
    await access(above, constants.W_OK);
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );

/** Creates the folder, and those above it, unless it exists. @throws KindredError BAD_ARGUMENT if it cannot */
export async function makeFolder(path: string): Promise<void> {
  await withClearError(path, () => mkdir(path, { recursive: true }));
}

/** Writes a temporary file and renames it, so that nobody reads half a file. Writes directly to devices and pipes. */
export async function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  if (path === "-") {
    for (const chunk of chunks) process.stdout.write(chunk);
    return;
  }
  await withClearError(path, async () => {
    const real = await realPath(path);
    const status = await stat(real).catch(() => null);
    if (status && !status.isFile()) return writeFile(real, chunks);
    const part = `${real}.${process.pid}.part`;
    try {
      await writeFile(part, chunks);
      await rename(part, real);
    } finally {
      await rm(part, { force: true });
    }
  });
}

/**
 * Has `write` fill a new folder within `folder`, and moves its files to `folder` once all of them are whole.
 * @param files in the order in which they are moved
 */
export async function writeTogether<T>(
  folder: string,
  files: readonly string[],
  write: (part: string) => Promise<T>,
): Promise<T> {
  return withClearError(folder, async () => {
    const part = await mkdtemp(join(folder, "part-"));
    try {
      const result = await write(part);
      for (const file of files) await rename(join(part, file), join(folder, file));
      return result;
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  });
}

/** The path without links; for a file that does not exist yet, from its folder. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(async () =>
    join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
}

async function withClearError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error; // of what was to be written
    const { code, message } = error as NodeJS.ErrnoException;
    throw cannotBeWritten(path, code === "ENOENT" ? "there is no such folder" : message);
  }
}

const cannotBeWritten = (path: string, reason: string) =>
  new KindredError("BAD_ARGUMENT", `${path} cannot be written: ${reason}`);

/** To standard error, because it is about the work, and standard output may hold results. */
export const print = (text: string) => process.stderr.write(`${text}\n`);
