// Dockerfile and compose.yaml: every file, command, option and variable that they name is there. No image is built here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { satisfies } from "semver";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { serveCommand } from "../../src/commands/serve.js";
import { workCommand } from "../../src/commands/work.js";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

const commands: Readonly<Record<string, Command>> = { serve: serveCommand, work: workCommand };

/** What is wrong with a command line of ours. */
function unknownIn([name = "", ...rest]: readonly string[]): string[] {
  const command = commands[name];
  if (!command) return [name];
  const known = command.options.map(({ long }) => long);
  return rest.filter((word) => word.startsWith("-") && !known.includes(word));
}

/** Variables that the program reads. */
const variables = new Set([...read("src/config.ts").matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name]) => name as string));

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly init?: boolean;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

const compose = parse(read("compose.yaml"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const ours = Object.entries(compose.services).filter(([, { build }]) => build);

/** Instructions of the Dockerfile, continued lines joined: [word, rest]. */
const instructions = read("Dockerfile")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => /^(\w+)\s+(.*)$/.exec(line)!.slice(1) as [string, string]);
const last = (word: string) => instructions.findLast(([name]) => name === word)?.[1] ?? "";
const listed = (text: string) => JSON.parse(text.slice(text.indexOf("["))) as string[];

describe("the Dockerfile", () => {
  it("runs a command and options that there are, without a shell, so that signals reach it", () => {
    expect(unknownIn(listed(last("CMD")))).toEqual([]);
    const [node, file] = listed(last("ENTRYPOINT"));
    expect(node).toBe("node");
    expect(existsSync(join(root, file!.replace("/app/", "")))).toBe(true);
    expect(last("STOPSIGNAL")).toBe("SIGTERM");
  });

  it("runs as a user who is not root, after everything that needs root", () => {
    const words = instructions.map(([word]) => word);
    expect(last("USER")).toBe("node");
    expect(words.slice(words.lastIndexOf("USER")).filter((word) => ["RUN", "COPY", "ADD"].includes(word))).toEqual([]);
  });

  it("takes a Node that the program runs on", () => {
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    for (const [word, image] of instructions) {
      if (word === "FROM") expect(satisfies(`${/^node:(\d+)-/.exec(image)?.[1]}.99.0`, engines.node)).toBe(true);
    }
  });

  it("sets variables that the program reads, and keeps its data in the volume", () => {
    const set = Object.fromEntries([...last("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    expect(Object.keys(set).filter((name) => name !== "NODE_ENV" && !variables.has(name))).toEqual([]);
    expect(set.KINDRED_DATA).toBe(last("VOLUME"));
  });

  it("runs a script that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const run = instructions.flatMap(([word, rest]) => (word === "RUN" ? (/npm run (\S+)/.exec(rest)?.[1] ?? []) : []));
    expect(run.filter((name) => !scripts[name])).toEqual([]);
    expect(run).toContain("postinstall");
  });

  it("gives the image only files that are named, and each of them is there", () => {
    const rules = read(".dockerignore")
      .split("\n")
      .filter((line) => line && !line.startsWith("#"));
    expect(rules[0]).toBe("*");
    const named = rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1));
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(named.filter((file) => /env|key|kindred|data/i.test(file))).toEqual([]);
  });

  it.each([
    [200, 0],
    [503, 1],
    [null, 1],
  ])("calls it healthy where /health answers %s: ends with %s", async (status, code) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status ?? 500).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    if (status === null) server.close();
    const [program, ...words] = listed(last("HEALTHCHECK"));
    const here = words.map((word) => word.replace(":4000/", `:${port}/`));
    const child = spawn(program === "node" ? process.execPath : "", here);
    expect((await once(child, "exit"))[0]).toBe(code);
    server.close();
    expect(asked).toEqual(status === null ? [] : ["/health"]);
    expect(serveCommand.opts().port).toBe(4000);
  });
});

describe("compose.yaml", () => {
  it("has a server that leaves jobs to a worker, with commands and options that there are", () => {
    expect(ours.map(([name]) => name)).toEqual(["server", "worker"]);
    expect(ours.flatMap(([, { command = [] }]) => unknownIn(command))).toEqual([]);
    expect(compose.services.server?.command).toEqual(["serve", "--no-jobs", "--host", "0.0.0.0"]);
    expect(compose.services.worker?.command).toEqual(["work"]);
  });

  it("sets variables that the program reads, and serves public viewers as a user of their own", () => {
    const set = ours.flatMap(([, { environment }]) => Object.keys(environment));
    expect(set.filter((name) => !variables.has(name))).toEqual([]);
    const { DATABASE_URL: clients = "", DATABASE_URL_PUBLIC: everyone = "" } = compose.services.server!.environment;
    expect([userOf(clients), userOf(everyone)]).toEqual(["kindred", "kindred_web"]);
    expect(compose.services.worker?.environment.DATABASE_URL).toBe(clients);
    expect(compose.services.worker?.environment).not.toHaveProperty("DATABASE_URL_PUBLIC");
  });

  it("holds no password: each comes from compose.env, which is neither committed nor in an image", () => {
    const text = read("compose.yaml");
    const asked = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const example = [...read("compose.env.example").matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    expect(new Set(example.map(([name]) => name))).toEqual(asked);
    expect(example.filter(([name, value]) => /PASSWORD/.test(name!) && value)).toEqual([]);
    for (const [whole, name] of text.matchAll(/\$\{(\w*PASSWORD\w*)[^}]*\}/g)) expect(whole).toContain(`${name}:?`);
    for (const [, value] of text.matchAll(/PASSWORD: (.*)$/gm)) expect(value).toMatch(/^\$\{/);
    expect(read(".gitignore").split("\n")).toContain("compose.env");
  });

  it("starts nothing of ours before the database's users are there", () => {
    for (const [, { depends_on: needs }] of ours)
      expect(needs?.roles?.condition).toBe("service_completed_successfully");
    expect(compose.services.roles?.depends_on?.database?.condition).toBe("service_healthy");
    expect(compose.services.database?.healthcheck?.test?.[0]).toBe("CMD");
  });

  it("shows the API to this machine alone, the database to nobody, and lets ours write nothing but /tmp and /data", () => {
    expect(compose.services.server?.ports?.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
    expect(compose.services.database).not.toHaveProperty("ports");
    expect(ours.map(([, service]) => [service.read_only, service.init])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it("mounts volumes and files that there are", () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((it) => it.split(":")[0]!),
    );
    const missing = mounted.filter((from) =>
      from.startsWith(".") ? !existsSync(join(root, from)) : !(from in compose.volumes),
    );
    expect(missing).toEqual([]);
  });
});

describe("compose.roles.sql", () => {
  it("makes what docs/postgresql.md tells an administrator to make", () => {
    const documented = /```sql\n(CREATE ROLE kindred [\s\S]*?)```/.exec(read("docs/postgresql.md"))![1]!;
    const statements = documented
      .split("\n")
      .filter(Boolean)
      .map((line) => line.replace(/ PASSWORD '\w+'/, "").replace(/;$/, ""));
    expect(statements.length).toBeGreaterThan(5);
    const sql = read("compose.roles.sql");
    expect(statements.filter((statement) => !sql.includes(statement))).toEqual([]);
    const functions = /```sql\n(SELECT format\('REVOKE[\s\S]*?)```/.exec(read("docs/postgresql.md"))![1]!;
    expect(sql).toContain(`\\connect kindred\n${functions}`);
    expect(sql.match(/^ALTER ROLE \w+ PASSWORD :'\w+';$/gm)).toHaveLength(2);
  });

  it("takes the passwords from variables that compose.yaml sets", () => {
    const taken = [...read("compose.roles.sql").matchAll(/^\\getenv \w+ (\w+)$/gm)].map(([, name]) => name!);
    expect(taken).toEqual(["KINDRED_PASSWORD", "KINDRED_WEB_PASSWORD"]);
    expect(taken.filter((name) => !(name in compose.services.roles!.environment))).toEqual([]);
  });
});

const userOf = (url: string) => /^postgresql:\/\/(\w+):/.exec(url)?.[1];
