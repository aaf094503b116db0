// kindred serve in a separate process, with a collector of traces.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCollector } from "./collector.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-traces-"));
});
afterAll(() => rm(dataDirectory, { recursive: true }));

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly log: () => string;
}

async function serveTo(collector: string, variables: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = spawn(process.execPath, [program, "serve", "--port", "0"], {
    env: { PATH: process.env.PATH, KINDRED_DATA: dataDirectory, OTEL_EXPORTER_OTLP_ENDPOINT: collector, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const url = await new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
      const address = /at (http:\S+)/.exec(out)?.[1];
      if (address) resolve(address);
    });
    child.once("exit", () => reject(new Error(`the process ended: ${out}${log}`)));
  });
  return { child, url, log: () => log };
}

const ask = (url: string) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"query":"{ schools { totalCount } }"}',
  });

async function stop({ child }: Served): Promise<number | null> {
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code;
}

describe("kindred serve with OTEL_EXPORTER_OTLP_ENDPOINT", () => {
  it("exports the remaining spans when it is stopped, as the standard variables configure", async () => {
    const collector = await startCollector();
    const served = await serveTo(collector.url, {
      OTEL_BSP_SCHEDULE_DELAY: "600000",
      OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=abc",
      OTEL_SERVICE_NAME: "kindred-north",
    });
    expect((await ask(served.url)).status).toBe(200);
    expect(collector.collected).toEqual([]);
    expect(await stop(served)).toBe(0);
    collector.close();
    const [first] = collector.collected;
    expect(first).toMatchObject({
      path: "/v1/traces",
      headers: { "content-type": "application/json", "x-collector-key": "abc" },
    });
    expect(first?.service).toEqual({
      "service.name": "kindred-north",
      "service.version": expect.any(String),
      "telemetry.sdk.language": "nodejs",
      "telemetry.sdk.name": "opentelemetry",
      "telemetry.sdk.version": expect.any(String),
    });
    const spans = collector.collected.flatMap(({ spans }) => spans);
    expect(spans).toEqual(expect.arrayContaining(["POST /graphql", "parse", "validate", "execute"]));
  });

  it("exports nothing if OTEL_TRACES_SAMPLER is always_off", async () => {
    const collector = await startCollector();
    const served = await serveTo(collector.url, { OTEL_TRACES_SAMPLER: "always_off" });
    expect((await ask(served.url)).status).toBe(200);
    expect(await stop(served)).toBe(0);
    collector.close();
    expect(collector.collected).toEqual([]);
  });

  it.each(["is down", "does not answer"])(
    "answers requests, logs one warning and ends if the collector %s",
    async (how) => {
      const collector = await startCollector(false);
      if (how === "is down") collector.close();
      const served = await serveTo(collector.url);
      for (let index = 0; index < 3; index++) expect((await ask(served.url)).status).toBe(200);
      const stopped = performance.now();
      expect(await stop(served)).toBe(0);
      expect(performance.now() - stopped).toBeLessThan(10_000);
      collector.close();
      const lines = served
        .log()
        .split("\n")
        .filter((line) => line.includes("traces cannot be exported"));
      expect(lines).toEqual([expect.stringContaining('"level":"warn"')]);
    },
  );
});
