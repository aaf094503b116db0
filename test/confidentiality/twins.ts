// Starts the two servers on the two databases, from this source tree or from a copy with a planted leak.
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Commands, World } from "./protocol.js";

export const repositoryRoot = resolve(import.meta.dirname, "../..");

export interface Server {
  call<Name extends keyof Commands>(name: Name, given: Commands[Name]["takes"]): Promise<Commands[Name]["gives"]>;
  close(): Promise<void>;
}

export interface Twins {
  readonly world: World;
  readonly servers: readonly [Server, Server];
  /** Sends the same command to both servers at the same time. */
  both<Name extends keyof Commands>(
    name: Name,
    given: Commands[Name]["takes"],
  ): Promise<[Commands[Name]["gives"], Commands[Name]["gives"]]>;
  close(): Promise<void>;
}

/**
 * @param world what their databases differ in
 * @param root the source tree of the servers; needs KINDRED_TEST_TEMPLATE (see test/support/template.ts)
 */
export async function startTwins(world: World, root = repositoryRoot): Promise<Twins> {
  const [one, other] = await Promise.all([startServer(root, world, 0), startServer(root, world, 1)]);
  return {
    world,
    servers: [one, other],
    both: (name, given) => Promise.all([one.call(name, given), other.call(name, given)]),
    close: async () => {
      await Promise.all([one.close(), other.close()]);
    },
  };
}

async function startServer(root: string, world: World, twin: 0 | 1): Promise<Server> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = fork(join(root, "test/confidentiality/twin.ts"), [String(twin), world], {
    cwd: root,
    execArgv: ["--max-semi-space-size=64", "--import", tsx],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
  const nextReply = (): Promise<unknown> =>
    new Promise((done, fail) => {
      const onExit = (code: number | null) => fail(new Error(`server ${twin} exited with ${code}: ${output}`));
      child.once("exit", onExit);
      child.once("message", (message: { gives?: unknown; failed?: string }) => {
        child.off("exit", onExit);
        if (message.failed) fail(new Error(`server ${twin}: ${message.failed}`));
        else done(message.gives);
      });
    });
  await nextReply();
  return {
    call: (name, given) => {
      const reply = nextReply();
      child.send({ name, given });
      return reply as never;
    },
    close: () => end(child),
  };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.disconnect();
  });
}
