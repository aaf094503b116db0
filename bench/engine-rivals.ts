// What users could pick instead, where it is installed: each in a process of its own that times itself.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Seconds {
  readonly wall: number;
  readonly cpu: number;
}

export interface Request {
  /** Float64, row after row. */
  readonly file: string;
  readonly dimensions: number;
  readonly k: number;
  /** Every so-manieth row seeks. */
  readonly step: number;
}

export interface Rival {
  readonly name: string;
  search(request: Request): Promise<Seconds>;
}

const folder = new URL("./", import.meta.url).pathname;

/** Prints what is not installed. `end` stops their processes. */
export async function findRivals(): Promise<{ rivals: Rival[]; end: () => void }> {
  const asJson = (rival: string, request: Request) => JSON.stringify({ rival, ...request });
  const asTabs = (rival: string, { file, dimensions, k, step }: Request) =>
    [rival, file, dimensions, k, step].join("\t");
  const python = [`${folder}engine-rivals.py`];
  const found = [
    (await start("python3", python, asJson)) ?? (await start("/usr/bin/python3", python, asJson)),
    await start("Rscript", [`${folder}engine-rivals.R`], asTabs),
  ].filter((one) => one !== null);
  const rivals = found.flatMap((one) => one.rivals);
  for (const name of ["Faiss", "scikit-learn", "R FNN"]) {
    if (!rivals.some((rival) => rival.name.startsWith(name))) console.log(`${name}: not installed`);
  }
  const end = () => {
    for (const { child } of found) child.kill();
  };
  return { rivals, end };
}

/** @returns null where it cannot be run, or has no rival to offer */
async function start(
  command: string,
  parameters: readonly string[],
  format: (rival: string, request: Request) => string,
): Promise<{ rivals: Rival[]; child: ChildProcess } | null> {
  const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value as string | undefined;
  const names: string[] = JSON.parse((await next()) ?? '{"rivals": []}').rivals;
  if (names.length === 0) {
    child.kill();
    return null;
  }
  const search = async (name: string, request: Request): Promise<Seconds> => {
    child.stdin.write(`${format(name, request)}\n`);
    const answer = await next();
    if (answer === undefined) throw new Error(`${name} ended while it was asked`);
    return JSON.parse(answer);
  };
  return { rivals: names.map((name) => ({ name, search: (request) => search(name, request) })), child };
}
