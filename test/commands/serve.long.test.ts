// kindred serve in a separate process.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-serve-"));
});
afterAll(() => rm(dataDirectory, { recursive: true }));

/** Resolves with the first group of the pattern when the stream has printed it. */
function printed(child: ChildProcess, stream: "stdout" | "stderr", pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child[stream]?.on("data", (data) => {
      text += data;
      const found = pattern.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", () => reject(new Error(`the process ended: ${text}`)));
  });
}

describe("kindred serve with KINDRED_METRICS_PORT", () => {
  it("serves metrics on their own port only, and ends on Ctrl-C", async () => {
    const child = spawn(process.execPath, [program, "serve", "--port", "0"], {
      env: { PATH: process.env.PATH, KINDRED_DATA: dataDirectory, KINDRED_METRICS_PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [api, metrics] = await Promise.all([
      printed(child, "stdout", /at (http:\S+)\/graphql/),
      printed(child, "stderr", /"address":"(http:[^"]+)\/metrics"/),
    ]);
    const statusOf = async (url: string, method = "GET") => (await fetch(url, { method })).status;
    const scraped = await fetch(`${metrics}/metrics`);
    expect([scraped.status, scraped.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
    expect(await scraped.text()).toMatch(/^kindred_jobs\{kind="run",status="QUEUED"\} 0$/m);
    expect(metrics).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await statusOf(`${api}/metrics`)).toBe(404);
    expect(await statusOf(`${metrics}/graphql`)).toBe(404);
    expect(await statusOf(`${metrics}/metrics`, "POST")).toBe(404);
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("reports what to change if it cannot listen on the metrics address, and serves nothing", async () => {
    const child = spawn(process.execPath, [program, "serve", "--port", "0"], {
      env: {
        PATH: process.env.PATH,
        KINDRED_DATA: dataDirectory,
        KINDRED_METRICS_PORT: "9",
        KINDRED_METRICS_HOST: "203.0.113.1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    expect(await once(child, "close")).toEqual([2, null]);
    expect(output).toMatch(/^kindred: Cannot listen on address 203\.0\.113\.1 .*KINDRED_METRICS_HOST\.\n$/);
  });
});
