// Checks that every file, command, option and variable named in Dockerfile and compose.yaml exists. Builds no image.
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
import { command as serveCommand } from "../../src/commands/serve.js";
import { command as workCommand } from "../../src/commands/work.js";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

const commands: Readonly<Record<string, Command>> = { serve: serveCommand, work: workCommand };

/** The unknown command or options of a kindred command line. */
function unknownIn([name = "", ...rest]: readonly string[]): string[] {
  const command = commands[name];
  if (!command) return [name];
  const options = command.options.map(({ long }) => long);
  return rest.filter((word) => word.startsWith("-") && !options.includes(word));
}

/** Environment variables that the program reads. */
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
const ourServices = Object.entries(compose.services).filter(([, { build }]) => build);

/** Instructions of the Dockerfile, continued lines joined: [word, rest]. */
const instructions = read("Dockerfile")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => /^(\w+)\s+(.*)$/.exec(line)!.slice(1) as [string, string]);
const last = (word: string) => instructions.findLast(([name]) => name === word)?.[1] ?? "";
const listed = (text: string) => JSON.parse(text.slice(text.indexOf("["))) as string[];

describe("the Dockerfile", () => {
  it("runs an existing command and options without a shell, so that signals reach the program", () => {
    expect(unknownIn(listed(last("CMD")))).toEqual([]);
    const [node, file] = listed(last("ENTRYPOINT"));
    expect(node).toBe("node");
    expect(existsSync(join(root, file!.replace("/app/", "")))).toBe(true);
    expect(last("STOPSIGNAL")).toBe("SIGTERM");
  });

  it("switches from root to another user after every step that needs root", () => {
    const words = instructions.map(([word]) => word);
    expect(last("USER")).toBe("node");
    expect(words.slice(words.lastIndexOf("USER")).filter((word) => ["RUN", "COPY", "ADD"].includes(word))).toEqual([]);
  });

  it("uses a Node version that the program supports", () => {
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    for (const [word, image] of instructions) {
      if (word === "FROM") expect(satisfies(`${/^node:(\d+)-/.exec(image)?.[1]}.99.0`, engines.node)).toBe(true);
    }
  });

  it("sets only variables that the program reads, and keeps the data in the volume", () => {
    const set = Object.fromEntries([...last("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    expect(Object.keys(set).filter((name) => name !== "NODE_ENV" && !variables.has(name))).toEqual([]);
    expect(set.KINDRED_DATA).toBe(last("VOLUME"));
  });

  it("runs only scripts that are in package.json", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const run = instructions.flatMap(([word, rest]) => (word === "RUN" ? (/npm run (\S+)/.exec(rest)?.[1] ?? []) : []));
    expect(run.filter((name) => !scripts[name])).toEqual([]);
    expect(run).toContain("postinstall");
  });

  it("copies only files listed in .dockerignore, which all exist and hold no secrets", () => {
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
  ])("checks /health: for status %s the check exits with %s", async (status, code) => {
    const requestedUrls: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      requestedUrls.push(request.url);
      response.writeHead(status ?? 500).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    if (status === null) server.close();
    const [program, ...words] = listed(last("HEALTHCHECK"));
    const onTestPort = words.map((word) => word.replace(":4000/", `:${port}/`));
    const child = spawn(program === "node" ? process.execPath : "", onTestPort);
    expect((await once(child, "exit"))[0]).toBe(code);
    server.close();
    expect(requestedUrls).toEqual(status === null ? [] : ["/health"]);
    expect(serveCommand.options.find(({ long }) => long === "--port")?.defaultValue).toBe(4000);
  });
});

describe("compose.yaml", () => {
  it("runs a server that leaves jobs to a worker, with existing commands and options", () => {
    expect(ourServices.map(([name]) => name)).toEqual(["server", "worker"]);
    expect(ourServices.flatMap(([, { command = [] }]) => unknownIn(command))).toEqual([]);
    expect(compose.services.server?.command).toEqual(["serve", "--no-jobs", "--host", "0.0.0.0"]);
    expect(compose.services.worker?.command).toEqual(["work"]);
  });

  it("sets only variables that the program reads, and serves public viewers as a separate database user", () => {
    const set = ourServices.flatMap(([, { environment }]) => Object.keys(environment));
    expect(set.filter((name) => !variables.has(name))).toEqual([]);
    const { DATABASE_URL: clients = "", DATABASE_URL_PUBLIC: publicUrl = "" } = compose.services.server!.environment;
    expect([userOf(clients), userOf(publicUrl)]).toEqual(["kindred", "kindred_web"]);
    expect(compose.services.worker?.environment.DATABASE_URL).toBe(clients);
    expect(compose.services.worker?.environment).not.toHaveProperty("DATABASE_URL_PUBLIC");
  });

  it("contains no password: each comes from compose.env, which is neither committed nor copied into an image", () => {
    const text = read("compose.yaml");
    const required = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const example = [...read("compose.env.example").matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    expect(new Set(example.map(([name]) => name))).toEqual(required);
    expect(example.filter(([name, value]) => /PASSWORD/.test(name!) && value)).toEqual([]);
    for (const [whole, name] of text.matchAll(/\$\{(\w*PASSWORD\w*)[^}]*\}/g)) expect(whole).toContain(`${name}:?`);
    for (const [, value] of text.matchAll(/PASSWORD: (.*)$/gm)) expect(value).toMatch(/^\$\{/);
    expect(read(".gitignore").split("\n")).toContain("compose.env");
  });

  it("starts the server and the worker only after the database's users exist", () => {
    for (const [, { depends_on: needs }] of ourServices)
      expect(needs?.roles?.condition).toBe("service_completed_successfully");
    expect(compose.services.roles?.depends_on?.database?.condition).toBe("service_healthy");
    expect(compose.services.database?.healthcheck?.test?.[0]).toBe("CMD");
  });

  it("exposes the API only to this machine, does not expose the database, and makes file systems read-only", () => {
    expect(compose.services.server?.ports?.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
    expect(compose.services.database).not.toHaveProperty("ports");
    expect(ourServices.map(([, service]) => [service.read_only, service.init])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it("mounts only volumes and files that exist", () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(":")[0]!),
    );
    const missing = mounted.filter((source) =>
      source.startsWith(".") ? !existsSync(join(root, source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });
});

describe("compose.roles.sql", () => {
  it("creates the roles that docs/postgresql.md describes", () => {
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
    const names = [...read("compose.roles.sql").matchAll(/^\\getenv \w+ (\w+)$/gm)].map(([, name]) => name!);
    expect(names).toEqual(["KINDRED_PASSWORD", "KINDRED_WEB_PASSWORD"]);
    expect(names.filter((name) => !(name in compose.services.roles!.environment))).toEqual([]);
  });
});

const userOf = (url: string) => /^postgresql:\/\/(\w+):/.exec(url)?.[1];
