// Other engines that users could choose, if installed. Each runs in a separate process that measures its own time.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Seconds {
  readonly wall: number;
  readonly cpu: number;
}

export interface Request {
  /** A file of float64 numbers, row by row. */
  readonly file: string;
  readonly dimensions: number;
  readonly k: number;
  /** Every `step`th row is a query. */
  readonly step: number;
  /** Number of searches, one after the other. Times are of one. */
  readonly repeats: number;
}

export interface Rival {
  readonly name: string;
  search(request: Request): Promise<Seconds>;
}

const folder = new URL("./", import.meta.url).pathname;

/** Finds the installed engines and prints those that are missing. `end` stops their processes. */
export async function findRivals(): Promise<{ rivals: Rival[]; end: () => void }> {
  const toJson = (rival: string, request: Request) => JSON.stringify({ rival, ...request });
  const toTabs = (rival: string, { file, dimensions, k, step, repeats }: Request) =>
    [rival, file, dimensions, k, step, repeats].join("\t");
  const python = [`${folder}engine-rivals.py`];
  const processes = [
    (await start("python3", python, toJson)) ?? (await start("/usr/bin/python3", python, toJson)),
    await start("Rscript", [`${folder}engine-rivals.R`], toTabs),
  ].filter((process) => process !== null);
  const rivals = processes.flatMap((process) => process.rivals);
  for (const name of ["Faiss", "scikit-learn", "R FNN"]) {
    if (!rivals.some((rival) => rival.name.startsWith(name))) console.log(`${name}: not installed`);
  }
  const end = () => {
    for (const { child } of processes) child.kill();
  };
  return { rivals, end };
}

/** @returns null if the command cannot be run or has no engine installed */
async function start(
  command: string,
  parameters: readonly string[],
  format: (rival: string, request: Request) => string,
): Promise<{ rivals: Rival[]; child: ChildProcess } | null> {
  const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value as string | undefined;
  const names: string[] = JSON.parse((await nextLine()) ?? '{"rivals": []}').rivals;
  if (names.length === 0) {
    child.kill();
    return null;
  }
  const search = async (name: string, request: Request): Promise<Seconds> => {
    child.stdin.write(`${format(name, request)}\n`);
    const reply = await nextLine();
    if (reply === undefined) throw new Error(`${name} exited before it replied`);
    return JSON.parse(reply);
  };
  return { rivals: names.map((name) => ({ name, search: (request) => search(name, request) })), child };
}
