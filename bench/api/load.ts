// Sends one kind of request to a server for some time, and measures what it costs.
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { quantile } from "../serving/served.js";
import type { Caller, Running } from "./servers.js";

/** Of one request; milliseconds. */
export interface Cost {
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly p50: number;
  readonly p99: number;
  /** Resident memory of the server, MB. */
  readonly memory: number;
  /** Number that was measured. */
  readonly requests: number;
}

const connections = 8;
/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const msPerTick = 10;

/** One request's answer. @throws Error if it is not a complete answer */
export function send(server: Running, caller: Caller, query: string, variables: object, agent: Agent): Promise<string> {
  const { path, body } = server.requestOf(query, variables);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(caller === "client" && { authorization: `Bearer ${server.token}` }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text);
        else reject(new Error(`${server.name}, ${caller}, ${query}: ${response.statusCode} ${text.slice(0, 500)}`));
      });
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // The server may close an idle connection just when it is used again.
      const isClosed = sent.reusedSocket && error.code === "ECONNRESET";
      resolve(isClosed ? send(server, caller, query, variables, agent) : Promise.reject(error));
    });
    sent.end(body);
  });
}

export const openAgent = () => new Agent({ keepAlive: true, maxSockets: connections });

/**
 * @param backends lists the process ids of the server's connections
 * @param variables one after another, from the first again after the last
 */
export async function measure(
  server: Running,
  caller: Caller,
  query: string,
  { variables, seconds, backends }: Load,
): Promise<Cost> {
  const agent = openAgent();
  const times: number[] = [];
  const repeat = async (until: number) => {
    while (performance.now() < until) {
      const start = performance.now();
      await send(server, caller, query, variables[times.length % variables.length]!, agent);
      times.push(performance.now() - start);
    }
  };
  const atOnce = (duration: number) => {
    const until = performance.now() + duration * 1000;
    return Promise.all(Array.from({ length: connections }, () => repeat(until)));
  };
  try {
    await atOnce(seconds / 5); // opens the connections
    times.length = 0;
    const serverBefore = await cpuOf(server.process.pid!);
    const before = await cpuOfAll(await backends(server));
    await atOnce(seconds);
    const serverCpu = (await cpuOf(server.process.pid!)) - serverBefore;
    const after = await cpuOfAll(await backends(server));
    const databaseCpu = [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
    return {
      serverCpu: serverCpu / times.length,
      databaseCpu: databaseCpu / times.length,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      memory: await memoryOf(server.process.pid!),
      requests: times.length,
    };
  } finally {
    agent.destroy();
  }
}

export interface Load {
  readonly variables: readonly object[];
  readonly seconds: number;
  backends(server: Running): Promise<number[]>;
}

/** User and system time of a process and all its threads, milliseconds. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from the third field on
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Without those that have ended: a server closes idle connections at any time. */
async function cpuOfAll(pids: readonly number[]): Promise<Map<number, number>> {
  const measured = await Promise.all(pids.map(async (pid) => [pid, await cpuOf(pid).catch(ifEnded)] as const));
  return new Map(measured.filter((entry): entry is [number, number] => entry[1] !== null));
}

function ifEnded(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ESRCH") return null;
  throw error;
}

async function memoryOf(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}
